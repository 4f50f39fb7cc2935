// From where the settings of a server come. A bug would show here as a setting that is ignored, or as the wrong one of two
// that counts.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultEngineSettings } from '@perdure/server';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CommandFailure } from '../failure.ts';
import { type ConfigurationSources, loadConfiguration } from './layers.ts';
import { serverOptions } from './server-options.ts';
import { settings, variableOf } from './settings.ts';

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'perdure-configuration-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const write = (name: string, text: string): string => {
  writeFileSync(join(directory, name), text);
  return join(directory, name);
};

const load = (sources: Partial<ConfigurationSources> = {}) =>
  loadConfiguration({ options: new Map(), env: {}, directory, ...sources });

const valuesOf = async (sources: Partial<ConfigurationSources> = {}) =>
  Object.fromEntries((await load(sources)).configuration);

async function failure(sources: Partial<ConfigurationSources> = {}): Promise<string> {
  try {
    await load(sources);
  } catch (error) {
    if (error instanceof CommandFailure) return error.message.replaceAll(directory, '.');
    throw error;
  }
  throw new Error('nothing was refused');
}

test('an option counts before a variable, a variable before the profile, the profile before the file', async () => {
  write(
    'perdure.config.yaml',
    'host: 0.0.0.1\nport: 1\nenvironments: 1\nrequestsPerSecond: 1\nprofiles:\n  live: { port: 2, environments: 2, requestsPerSecond: 2 }\n',
  );
  const env = { PERDURE_ENVIRONMENTS: '3', PERDURE_REQUESTS_PER_SECOND: '3', PERDURE_CONFIG_PROFILE: 'live' };
  const options = new Map([['requestsPerSecond', '4']]);
  expect(await valuesOf({ env, options })).toEqual({
    host: '0.0.0.1',
    port: 2,
    environments: 3,
    requestsPerSecond: 4,
  });
  expect(await valuesOf({ env, profile: 'live' })).toMatchObject({ port: 2 });
});

test.each([
  ['yaml', 'limits:\n  profile: relaxed\n  operationsMax: 5000\ndata: state\n'],
  ['json', '{"limits":{"profile":"relaxed","operationsMax":5000},"data":"state"}'],
  [
    'ts',
    "const operationsMax: number = 5000;\nexport default { limits: { profile: 'relaxed', operationsMax }, data: 'state' };",
  ],
])('a file is read as %s, and its paths are taken from where it is', async (end, text) => {
  const file = write(`perdure.config.${end}`, text);
  const loaded = await load({ directory: tmpdir(), file });
  expect(loaded.file).toBe(file);
  expect(Object.fromEntries(loaded.configuration)).toEqual({
    'limits.profile': 'relaxed',
    'limits.operationsMax': 5000,
    data: join(directory, 'state'),
  });
});

describe('what is wrong is refused, with where it stands', () => {
  test.each([
    ['prt: 7071', './perdure.config.yaml: there is no setting prt. Did you mean port?'],
    [
      'limits: { operationMax: 5 }',
      'there is no setting limits.operationMax. Did you mean limits.operationsMax?',
    ],
    ['port: 70000', './perdure.config.yaml: port must be a whole number from 0 to 65535.'],
    ['privateTmp: 1', 'privateTmp must be true or false.'],
    ['tls: yes', './perdure.config.yaml: tls must hold settings.'],
    ['limits: { profile: lax }', 'limits.profile must be one of aws, relaxed.'],
    ['profiles: { live: { prot: 1 } }', './perdure.config.yaml, profile live: there is no setting prot.'],
    ['- port', './perdure.config.yaml must hold settings'],
    ['port: [', 'Cannot read ./perdure.config.yaml'],
    [
      'events: { targets: [{ name: a, url: ftp://x }] }',
      'events.targets must be for a: a url that begins with http',
    ],
    ['events: { targets: [{ name: a, uri: x }] }', 'uri is none of them. Did you mean url?'],
    ['metrics: { token: { env: TOKEN } }', './perdure.config.yaml: the variable TOKEN is not set.'],
  ])('%s', async (text, message) => {
    write('perdure.config.yaml', text);
    expect(await failure()).toContain(message);
  });

  test('a variable, an option, a profile or a file that is not there', async () => {
    expect(await failure({ env: { PERDURE_PORT: 'x' } })).toBe(
      'The variable PERDURE_PORT: port must be a whole number from 0 to 65535.',
    );
    expect(await failure({ options: new Map([['limit.operationsMax', 1]]) })).toContain(
      'Did you mean limits.operationsMax?',
    );
    expect(await failure({ profile: 'live' })).toContain(
      'no configuration file that could have a profile live',
    );
    expect(await failure({ file: 'other.yaml' })).toBe('There is no configuration file ./other.yaml.');
    write('perdure.config.yaml', 'profiles: { live: {} }');
    expect(await failure({ profile: 'life' })).toContain('has no profile life. Did you mean live?');
  });
});

test('a secret can come from a variable that the file names', async () => {
  write(
    'perdure.config.yaml',
    'metrics: { token: { env: TOKEN } }\nevents:\n  targets:\n    - { name: audit, url: "http://a.example", secret: { env: SECRET } }\n',
  );
  expect(await valuesOf({ env: { TOKEN: 't', SECRET: 'c2VjcmV0' } })).toEqual({
    'metrics.token': 't',
    'events.targets': [{ name: 'audit', url: 'http://a.example', secret: 'c2VjcmV0' }],
  });
});

test('a variable that is nearly one of ours is pointed out', async () => {
  const { warnings } = await load({ env: { PERDURE_PROT: '1', PERDURE_ENDPOINT: 'x', PATH: '' } });
  expect(warnings).toEqual(['The variable PERDURE_PROT sets nothing. Did you mean PERDURE_PORT?']);
});

test('a profile of limits is the ground on which single ones are set', async () => {
  write(
    'perdure.config.yaml',
    'limits: { profile: relaxed, operationsMax: 7 }\ninvocations: { retrySecondsMax: 5 }',
  );
  const { configuration } = await load();
  const { options, place } = serverOptions(configuration, '/data', defaultEngineSettings);
  expect(place).toEqual({ host: '127.0.0.1', port: 7070, directory: '/data' });
  expect(options.settings).toMatchObject({
    limits: { operationsMax: 7, asyncPayloadBytesMax: 6 * 1024 * 1024, pageItemsMax: 1000 },
    retryDelayMillisMin: 1000,
    retryDelayMillisMax: 5000,
  });
  const half = new Map([['tls.certFile', 'x']]);
  expect(() => serverOptions(half, '/data', defaultEngineSettings)).toThrow('needs both');
});

test('the documentation lists every setting, with its variable', () => {
  const page = readFileSync(new URL('../../../../docs/operations.md', import.meta.url), 'utf8');
  const documented = [...page.matchAll(/^\| `([\w.]+)` \| (?:`(PERDURE_\w+)`|only in a file) \|/gm)];
  expect(documented.map(([, path, variable]) => [path, variable])).toEqual(
    settings.map((setting) => [setting.path, setting.isFileOnly === true ? undefined : variableOf(setting)]),
  );
});
