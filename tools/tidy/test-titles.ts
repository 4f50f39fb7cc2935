// A test's title states a fact about the program. "Should" states a wish, and `.only` hides every other test.

import {
  isCallExpression,
  isIdentifier,
  isNoSubstitutionTemplateLiteral,
  isPropertyAccessExpression,
  isStringLiteral,
  isTemplateExpression,
  type Node,
} from 'typescript/unstable/ast';
import { type Source, type Violation, violationAt, type Workspace, walk } from './workspace.ts';

const RULE = 'test-titles';
const testFunctions = new Set(['it', 'test', 'describe', 'fact', 'suite']);
const wish = /\bshould(n't)?\b/i;

export const testTitles = (workspace: Workspace): Violation[] =>
  workspace.sources.filter(({ isTest }) => isTest).flatMap(checkSource);

function checkSource(source: Source): Violation[] {
  const found: Violation[] = [];
  walk(source.tree, (node) => {
    if (!isCallExpression(node)) return;
    const { name, members } = calleeOf(node.expression);
    if (!testFunctions.has(name)) return;
    if (members.includes('only'))
      found.push(violationAt(source, node, RULE, '`.only` hides every other test'));
    const [title] = node.arguments;
    if (title !== undefined && isText(title) && wish.test(title.getText(source.tree))) {
      found.push(violationAt(source, node, RULE, 'a title states a fact; write what is, not what should be'));
    }
  });
  return found;
}

/** `it.skip.each` is `it` with the members `each` and `skip`. */
function calleeOf(callee: Node): { name: string; members: string[] } {
  if (isIdentifier(callee)) return { name: callee.text, members: [] };
  if (isCallExpression(callee)) return calleeOf(callee.expression);
  if (!isPropertyAccessExpression(callee)) return { name: '', members: [] };
  const { name, members } = calleeOf(callee.expression);
  return { name, members: [...members, callee.name.text] };
}

const isText = (node: Node): boolean =>
  isStringLiteral(node) || isNoSubstitutionTemplateLiteral(node) || isTemplateExpression(node);
