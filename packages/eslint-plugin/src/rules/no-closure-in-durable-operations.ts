import type { Rule, SourceCode } from 'eslint';
import type { Node, Pattern } from 'estree';
import { durableCall } from '../durable-operations.ts';
import { durableRule } from '../durable-rule.ts';
import { bare, contains, type FunctionNode, variableOf } from '../syntax.ts';

export const noClosureInDurableOperations = durableRule({
  name: 'no-closure-in-durable-operations',
  description: 'The callback of an operation does not write to variables from outside of it',
  messages: {
    closure:
      "'{{name}}' is written inside the callback of '{{operation}}' but lives outside of it. A replay skips the callback, and the change with it: return the value from the operation instead.",
  },
  create(context, source) {
    const check = (written: Node, node: Rule.Node): void => {
      for (const name of writtenNames(written)) {
        const operation = operationCrossed(source, name, node);
        if (operation !== undefined)
          context.report({ node, messageId: 'closure', data: { name: name.name, operation } });
      }
    };
    return {
      AssignmentExpression: (node) => check(node.left, node),
      UpdateExpression: (node) => check(node.argument, node),
      ForOfStatement: (node) => check(node.left, node),
      ForInStatement: (node) => check(node.left, node),
    };
  },
});

/** The variables that an assignment to the pattern changes. Members of objects are not variables. */
function writtenNames(target: Node): Extract<Pattern, { type: 'Identifier' }>[] {
  const node = bare(target);
  switch (node.type) {
    case 'Identifier':
      return [node];
    case 'ArrayPattern':
      return node.elements.flatMap((element) => (element === null ? [] : writtenNames(element)));
    case 'ObjectPattern':
      return node.properties.flatMap((property) =>
        writtenNames(property.type === 'Property' ? property.value : property.argument),
      );
    case 'AssignmentPattern':
      return writtenNames(node.left);
    case 'RestElement':
      return writtenNames(node.argument);
    default:
      return [];
  }
}

/** The operation whose callback stands between a write and the declaration of what it writes to. */
function operationCrossed(
  source: SourceCode,
  name: Extract<Pattern, { type: 'Identifier' }>,
  node: Rule.Node,
): string | undefined {
  const declared = variableOf(source, name)?.defs[0]?.name;
  if (declared === undefined) return undefined;
  for (let above: Rule.Node | null = node.parent; above !== null; above = above.parent) {
    if (above.type !== 'CallExpression') continue;
    const call = durableCall(source, above);
    const isCrossed = ({ node: callback }: { node: FunctionNode }): boolean =>
      contains(callback, node) && !contains(callback, declared);
    if (call?.callbacks.some(isCrossed) === true) return call.operation;
  }
  return undefined;
}
