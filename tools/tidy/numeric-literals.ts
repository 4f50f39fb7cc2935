// In the engine, the stores and the server a number above 9 is a decision, and a decision has a name with a unit. It is
// a constant at the top level of its file, or a member of an object there; `limits.ts` and `*-limits.ts` hold nothing else.

import { basename } from 'node:path';
import {
  isArrowFunction,
  isCallExpression,
  isFunctionExpression,
  isIdentifier,
  isNumericLiteral,
  isPropertyAccessExpression,
  isSourceFile,
  isVariableDeclaration,
  type Node,
} from 'typescript/unstable/ast';
import { type Source, type Violation, violationAt, type Workspace, walk } from './workspace.ts';

const checked = /^packages\/(engine|store|store-[a-z]+|server)\/src\//;
const exempt = /^(.*-)?(limits|schema)\.ts$/;
const PLAIN_NUMBER_MAX = 9;

/** Methods whose number is a radix or an HTTP status: the API they speak gives it its name. */
const selfExplaining = new Set(['toString', 'parseInt', 'status', 'code', 'writeHead']);

export const numericLiterals = (workspace: Workspace): Violation[] =>
  workspace.sources
    .filter(({ path, isTest }) => checked.test(path) && !isTest && !exempt.test(basename(path)))
    .flatMap(checkSource);

function checkSource(source: Source): Violation[] {
  const found: Violation[] = [];
  walk(source.tree, (node) => {
    if (!isNumericLiteral(node) || Number(node.text) <= PLAIN_NUMBER_MAX) return;
    if (isNamedConstant(node) || isSelfExplaining(node)) return;
    const message = `${node.text} has no name; give it one with its unit, in limits.ts or at the top level of its file`;
    found.push(violationAt(source, node, 'numeric-literals', message));
  });
  return found;
}

/** `const spanMs = 50` at the top level, or a member of a top-level object: `const record = { length: 46 }`. */
function isNamedConstant(literal: Node): boolean {
  let node = literal;
  while (!isVariableDeclaration(node)) {
    if (isFunctionLike(node) || node.parent === undefined) return false;
    node = node.parent;
  }
  return isSourceFile(node.parent.parent.parent);
}

const isFunctionLike = (node: Node): boolean => isArrowFunction(node) || isFunctionExpression(node);

function isSelfExplaining({ parent }: Node): boolean {
  if (!isCallExpression(parent)) return false;
  const callee = parent.expression;
  const name = isPropertyAccessExpression(callee) ? callee.name : callee;
  return isIdentifier(name) && selfExplaining.has(name.text);
}
