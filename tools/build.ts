// `npm run build [-- --out DIR]`
//
// Makes what is published of `@perdure/sdk`, `@perdure/testing` and `@perdure/eslint-plugin`: one folder each, with ES modules,
// CommonJS, declarations and a manifest of its own, ready for `npm publish`. Without `--out` it lies in the package as `dist`.
// Inside the workspace nothing of this is used: there, packages run from their sources.

import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildPackages } from './build/build-packages.ts';
import { readPublished } from './build/published-package.ts';

const { values } = parseArgs({ options: { out: { type: 'string' } } });
const { out } = values;

const packages = readPublished();
await buildPackages(packages, (target) =>
  out === undefined ? join(target.folder, 'dist') : join(out, target.shortName),
);
