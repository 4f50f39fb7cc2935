// In the engine, the stores and the server a number above 9 is a decision, and a decision has a name with a unit. It is
// a member of an object at the top level of its file (`limits.ts` and `*-limits.ts` hold nothing else), or a top-level
// constant in capitals.

import { basename } from 'node:path';
import {
  isArrowFunction,
  isCallExpression,
  isFunctionExpression,
  isIdentifier,
  isNumericLiteral,
  isPropertyAccessExpression,
  isPropertyAssignment,
  isSourceFile,
  isVariableDeclaration,
  type Node,
} from 'typescript/unstable/ast';
import { type Source, type Violation, violationAt, type Workspace, walk } from './workspace.ts';

const checked = /^packages\/(engine|store|store-[a-z]+|server)\/src\//;
const exempt = /^(.*-)?(limits|schema)\.ts$/;
const constantName = /^[A-Z][A-Z0-9_]*$/;
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
    const message = `${node.text} has no name; give it one with its unit, in limits.ts, in a top-level object, or as a constant in capitals`;
    found.push(violationAt(source, node, 'numeric-literals', message));
  });
  return found;
}

/** `const SPAN_MS = 50`, or a member of a top-level object: `const record = { length: 46 }`. */
function isNamedConstant(literal: Node): boolean {
  let node = literal;
  let isMember = false;
  while (!isVariableDeclaration(node)) {
    if (isFunctionLike(node) || node.parent === undefined) return false;
    isMember ||= isPropertyAssignment(node);
    node = node.parent;
  }
  const isTopLevel = isSourceFile(node.parent.parent.parent);
  return isTopLevel && (isMember || (isIdentifier(node.name) && constantName.test(node.name.text)));
}

const isFunctionLike = (node: Node): boolean => isArrowFunction(node) || isFunctionExpression(node);

function isSelfExplaining({ parent }: Node): boolean {
  if (!isCallExpression(parent)) return false;
  const callee = parent.expression;
  const name = isPropertyAccessExpression(callee) ? callee.name : callee;
  return isIdentifier(name) && selfExplaining.has(name.text);
}
