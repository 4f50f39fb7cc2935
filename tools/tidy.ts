// `npm run tidy`: checks the rules of this codebase that neither the compiler nor the linter knows. It prints one line
// per violation, `path:line rule: what is wrong`, and exits with 1 when there is any.
//
// The rules are in tools/tidy/, one file each. They read the syntax trees of TypeScript's own parser, so a word in a
// comment or a string is never mistaken for code.

import { resolve } from 'node:path';
import { documentRules } from './tidy/documents.ts';
import { enginePurity } from './tidy/engine-purity.ts';
import { fileNames } from './tidy/file-names.ts';
import { importCycles } from './tidy/import-cycles.ts';
import { languageRules } from './tidy/language.ts';
import { layerRules } from './tidy/layers.ts';
import { numericLiterals } from './tidy/numeric-literals.ts';
import { sizes } from './tidy/sizes.ts';
import { testTitles } from './tidy/test-titles.ts';
import { type Rule, readWorkspace, type Violation } from './tidy/workspace.ts';

const rules: readonly Rule[] = [
  layerRules,
  importCycles,
  documentRules,
  fileNames,
  sizes,
  languageRules,
  testTitles,
  enginePurity,
  numericLiterals,
];

const workspace = readWorkspace(resolve(import.meta.dirname, '..'));
const violations: Violation[] = rules.flatMap((rule) => rule(workspace));
for (const { path, line, rule, message } of violations) console.log(`${path}:${line} ${rule}: ${message}`);
const files = workspace.sources.length + workspace.documents.length;
console.log(`tidy: ${files} files, ${violations.length} violations`);
if (violations.length > 0) process.exitCode = 1;
