// The parts of the language that are not used here, and the marks of unfinished work.

import { basename } from 'node:path';
import {
  isNonNullExpression,
  isPropertyAccessExpression,
  type Node,
  SyntaxKind,
} from 'typescript/unstable/ast';
import { type Source, type Violation, violationAt, type Workspace, walk } from './workspace.ts';

const RULE = 'language';
const excuse = /biome-ignore(-start)? lint\/suspicious\/noExplicitAny: \S/;
/** A signature that the formatter broke may reach this far below its excuse. */
const EXCUSE_REACH_LINES = 8;
const unfinished = /\b(TODO|FIXME|XXX|HACK)\b/;

export const languageRules = (workspace: Workspace): Violation[] => workspace.sources.flatMap(checkSource);

function checkSource(source: Source): Violation[] {
  const found: Violation[] = [];
  walk(source.tree, (node) => {
    const problem = problemOf(source, node);
    if (problem !== undefined) found.push(violationAt(source, node, RULE, problem));
  });
  return [...found, ...unfinishedWork(source)];
}

function problemOf(source: Source, node: Node): string | undefined {
  if (node.kind === SyntaxKind.AnyKeyword && !isExcused(source, node)) {
    return '`any` switches the compiler off; use `unknown` and parse';
  }
  if (isNonNullExpression(node)) return '`!` claims what was not checked; check it';
  if (isPropertyAccessExpression(node) && node.getText(source.tree) === 'process.exit') {
    const file = basename(source.path);
    return file === 'main.ts' ? undefined : 'only main.ts may end the process; set process.exitCode or throw';
  }
  return undefined;
}

/** The linter's own excuse, which states a reason: just before the statement or member, or around it. */
function isExcused({ tree }: Source, node: Node): boolean {
  const { line } = tree.getLineAndCharacterOfPosition(node.getStart(tree));
  const above = tree.text.split('\n').slice(0, line);
  const opened = above.findLastIndex((text) => excuse.test(text) && text.includes('biome-ignore-start'));
  const closed = above.findLastIndex((text) => text.includes('biome-ignore-end'));
  if (opened > closed) return true;
  const paragraph = above.slice(above.findLastIndex((text) => text.trim() === '') + 1);
  return paragraph.slice(-EXCUSE_REACH_LINES).some((text) => excuse.test(text));
}

function unfinishedWork({ path, tree }: Source): Violation[] {
  if (path.startsWith('tools/tidy/')) return [];
  return tree.text.split('\n').flatMap((text, index) => {
    const word = unfinished.exec(text)?.[1];
    return word === undefined
      ? []
      : [{ path, line: index + 1, rule: RULE, message: `${word}: finish it or file it` }];
  });
}
