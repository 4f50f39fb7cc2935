// docs/errors.md is what users read; the catalogue is what the server does. They may not drift apart.

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { errorCatalogue } from './errors.ts';

const page = readFileSync(new URL('../../../docs/errors.md', import.meta.url), 'utf8');
const sections = new Map(
  page
    .split('\n## ')
    .slice(1)
    .map((section) => {
      const [code = '', ...body] = section.split('\n');
      return [code, body.join('\n')];
    }),
);

test.each(Object.entries(errorCatalogue))('%s is documented as it is answered', (code, entry) => {
  const section = sections.get(code);
  expect(section).toContain(`HTTP ${entry.http}.`);
  expect(section).toContain(entry.says);
  expect(section).toContain(entry.now);
  expect(section).toContain(entry.retryable ? 'Worth repeating.' : 'Not worth repeating unchanged.');
});

test('the page documents no error that the server does not know', () => {
  expect([...sections.keys()]).toEqual(Object.keys(errorCatalogue));
});
