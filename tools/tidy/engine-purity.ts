// The engine is a function of the state and the command. Time and fresh ids arrive inside the command, so nothing in it
// may ask a clock, a random source or the operating system, or wait for anything.

import { isIdentifier, isPropertyAccessExpression, type Node, SyntaxKind } from 'typescript/unstable/ast';
import { importsOf } from './imports.ts';
import { type Source, type Violation, violationAt, type Workspace, walk } from './workspace.ts';

const RULE = 'engine-purity';
const ENGINE = 'packages/engine/src/';
const impureNames = new Set([
  'Date',
  'performance',
  'setTimeout',
  'setInterval',
  'fetch',
  'process',
  'console',
  'crypto',
]);

export const enginePurity = (workspace: Workspace): Violation[] =>
  workspace.sources
    .filter(({ path, isTest }) => path.startsWith(ENGINE) && !isTest)
    .flatMap((source) => [...impureImports(source), ...impureWords(source)]);

const impureImports = (source: Source): Violation[] =>
  importsOf(source)
    .filter(({ specifier }) => specifier.startsWith('node:'))
    .map(({ node, specifier }) =>
      violationAt(source, node, RULE, `${specifier}: the engine knows no machine`),
    );

function impureWords(source: Source): Violation[] {
  const found: Violation[] = [];
  walk(source.tree, (node) => {
    const word = impureWord(source, node);
    if (word !== undefined)
      found.push(violationAt(source, node, RULE, `${word}: the engine is synchronous and pure`));
  });
  return found;
}

function impureWord(source: Source, node: Node): string | undefined {
  if (node.kind === SyntaxKind.AsyncKeyword || node.kind === SyntaxKind.AwaitKeyword) return 'async';
  if (isPropertyAccessExpression(node) && node.getText(source.tree) === 'Math.random') return 'Math.random';
  if (!isIdentifier(node) || !impureNames.has(node.text)) return undefined;
  // `state.process` and `{ process: 1 }` are members of ours, not the global.
  const { parent } = node;
  return 'name' in parent && parent.name === node ? undefined : node.text;
}
