// docs/compatibility.md and docs/errors.md against what the server serves and what the official client knows. A bug here
// shows as a promise that is not kept, or something that works and is not told.

import { readFileSync } from 'node:fs';
import * as lambda from '@aws-sdk/client-lambda';
import { errorCatalogue } from '@perdure/protocol';
import { expect, test } from 'vitest';
import { transportErrors } from './error-answer.ts';
import { lambdaApi } from './lambda-api.ts';
import { fakePorts } from './testing/fake-ports.ts';

const documentOf = (name: string): string =>
  readFileSync(new URL(`../../../../docs/${name}`, import.meta.url), 'utf8');
const page = documentOf('compatibility.md');

/** The cells of the tables below a heading, without the head of each. */
function rows(heading: string): string[][] {
  const section = page.split(/^## /m).find((text) => text.startsWith(`${heading}\n`)) ?? '';
  return section
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .map((line) => line.slice(2, -2).split(' | '))
    .filter(([first]) => first !== '---' && first !== 'API' && first !== 'exception' && first !== 'reason');
}

const named = (cell = ''): string[] => [...cell.matchAll(/`(\w+)`/g)].map(([, name = '']) => name);
const sorted = (names: Iterable<string>): string[] => [...names].sort();

const apiRows = ['Durable executions', 'Invocation', 'Functions'].flatMap(rows);
const served = sorted(lambdaApi(fakePorts().ports).map(({ name }) => name));
const known = Object.keys(lambda).flatMap((name) => /^(\w+)Command$/.exec(name)?.[1] ?? []);

test('every API that is served has a row, and nothing else has', () => {
  expect(sorted(apiRows.map(([name = '']) => name))).toEqual(served);
});

test('every other API that the client knows is listed as not served', () => {
  const missing = known.filter((name) => !served.includes(name));
  expect(sorted(rows('Not served').flatMap(([, apis]) => named(apis)))).toEqual(sorted(missing));
});

/** The members of a request in the client's own schema; undefined for an API that it does not know. */
function membersOf(api: string): string[] | undefined {
  const operation: unknown = Reflect.get(lambda, `${api}$`);
  // Schemas name others by a function that answers them.
  const input: unknown = Array.isArray(operation) ? operation[4] : undefined;
  const request: unknown = typeof input === 'function' ? input() : input;
  const members: unknown = Array.isArray(request) ? request[4] : undefined;
  return Array.isArray(members) ? (members as string[]) : undefined;
}

test.each(apiRows.map((cells) => [cells[0] ?? '', cells] as const))(
  'every member of a request of %s stands in one column',
  (api, [, acts, echoed, other]) => {
    const members = membersOf(api);
    if (members === undefined) expect(known).not.toContain(api);
    else expect(sorted([acts, echoed, other].flatMap(named))).toEqual(sorted(members));
  },
);

test('the exceptions that are raised are those of the catalogue, with their statuses', () => {
  const raised = rows('Exceptions raised').map(([name, http]) => [name, Number(http)]);
  expect(raised).toEqual(Object.entries(errorCatalogue).map(([name, { http }]) => [name, http]));
});

test('every other exception that the client knows is listed as never raised', () => {
  const modelled = Object.keys(lambda).filter(
    (name) => /^\w+Exception$/.test(name) && name !== 'LambdaServiceException',
  );
  const missing = modelled.filter((name) => !Object.hasOwn(errorCatalogue, name));
  expect(sorted(rows('Exceptions never raised').flatMap(([, names]) => named(names)))).toEqual(
    sorted(missing),
  );
});

test('docs/errors.md says of every error what the catalogue says', () => {
  const errors = documentOf('errors.md');
  for (const [name, { http, says, now }] of Object.entries(errorCatalogue)) {
    const section = errors.split(/^## /m).find((text) => text.startsWith(`${name}\n`)) ?? '';
    expect(section).toContain(`HTTP ${http}.`);
    expect(section).toContain(says);
    expect(section).toContain(now);
  }
  for (const [name, { http, says, now }] of Object.entries(transportErrors)) {
    expect(errors).toContain(`| \`${name}\` | ${http} | ${says} | ${now} |`);
  }
  const headings = [...errors.matchAll(/^## (\w+Exception)$/gm)].map(([, name]) => name);
  expect(sorted(headings as string[])).toEqual(sorted(Object.keys(errorCatalogue)));
});
