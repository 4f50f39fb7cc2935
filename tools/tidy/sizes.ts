// No file over 400 lines, no function over 60. What was longer when the limit was set is listed with its size in
// ratchet.json and may only shrink; an entry that is not needed any more has to go.

import {
  isArrowFunction,
  isConstructorDeclaration,
  isFunctionDeclaration,
  isFunctionExpression,
  isGetAccessorDeclaration,
  isIdentifier,
  isMethodDeclaration,
  isSetAccessorDeclaration,
  isVariableDeclaration,
  type Node,
} from 'typescript/unstable/ast';
import { type Source, type Violation, violationAt, type Workspace, walk } from './workspace.ts';

const RULE = 'sizes';
const FILE_LINES_MAX = 400;
const FUNCTION_LINES_MAX = 60;

interface Measured {
  /** `path` or `path#function`: the key in the ratchet. */
  key: string;
  lines: number;
  linesMax: number;
  source: Source;
  node: Node;
}

export function sizes(workspace: Workspace): Violation[] {
  const long = workspace.sources.flatMap(measure).filter(({ lines, linesMax }) => lines > linesMax);
  const grown = long.filter(({ key, lines }) => lines > (workspace.ratchet[key] ?? 0));
  const keys = new Set(long.map(({ key }) => key));
  const stale = Object.keys(workspace.ratchet).filter((key) => !keys.has(key));
  return [
    ...grown.map(({ source, node, lines, linesMax }) =>
      violationAt(source, node, RULE, `${lines} lines; the limit is ${linesMax}`),
    ),
    ...stale.map((key) => ({
      path: 'tools/tidy/ratchet.json',
      line: 1,
      rule: RULE,
      message: `${key} is within the limit now; remove its entry`,
    })),
  ];
}

function measure(source: Source): Measured[] {
  const { path, tree } = source;
  const lines = tree.getLineStarts().length - 1;
  const found: Measured[] = [{ key: path, lines, linesMax: FILE_LINES_MAX, source, node: tree }];
  // A suite is one long function by its nature.
  if (source.isTest) return found;
  walk(tree, (node) => {
    if (!isFunction(node)) return;
    const key = `${path}#${nameOf(node)}`;
    found.push({ key, lines: lineCount(source, node), linesMax: FUNCTION_LINES_MAX, source, node });
  });
  return found;
}

function lineCount({ tree }: Source, node: Node): number {
  const first = tree.getLineAndCharacterOfPosition(node.getStart(tree)).line;
  return tree.getLineAndCharacterOfPosition(node.getEnd()).line - first + 1;
}

const isFunction = (node: Node): boolean =>
  isFunctionDeclaration(node) ||
  isFunctionExpression(node) ||
  isArrowFunction(node) ||
  isMethodDeclaration(node) ||
  isConstructorDeclaration(node) ||
  isGetAccessorDeclaration(node) ||
  isSetAccessorDeclaration(node);

function nameOf(node: Node): string {
  if ((isFunctionDeclaration(node) || isMethodDeclaration(node)) && node.name && isIdentifier(node.name)) {
    return node.name.text;
  }
  const { parent } = node;
  if (isVariableDeclaration(parent) && isIdentifier(parent.name)) return parent.name.text;
  return isConstructorDeclaration(node) ? 'constructor' : 'anonymous';
}
