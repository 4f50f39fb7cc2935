import type { SourceCode } from 'eslint';
import type { CallExpression, Node } from 'estree';
import { type DurableCall, durableCall } from '../durable-operations.ts';
import { durableRule } from '../durable-rule.ts';
import { bare, functionOf, isFunction, variableOf } from '../syntax.ts';

/** Operations that are usually seen by their name: in a history, in a console, in a test. */
const named = new Set([
  'step',
  'wait',
  'invoke',
  'createCallback',
  'waitForCallback',
  'waitForCondition',
  'runInChildContext',
  'map',
  'parallel',
]);

export const namedOperations = durableRule({
  name: 'named-operations',
  description: 'Operations have names',
  hasSuggestions: true,
  messages: {
    unnamed:
      "'{{operation}}' has no name. A name makes the operation known in histories, consoles and tests, and lets a replay notice that code was moved.",
    addName: "Name it '{{name}}'. Executions in flight recorded it without a name and will not replay.",
  },
  create: (context, source) => ({
    CallExpression(node) {
      const call = durableCall(source, node);
      if (call === undefined || !named.has(call.operation) || !isUnnamed(source, call)) return;
      const [first] = node.arguments;
      const name = first?.type === 'Identifier' ? first.name : undefined;
      context.report({
        node: node.callee,
        messageId: 'unnamed',
        data: { operation: source.getText(node.callee) },
        suggest:
          first === undefined || name === undefined || name === 'undefined' || call.operation === 'invoke'
            ? []
            : [
                {
                  messageId: 'addName',
                  data: { name },
                  fix: (fixer) => fixer.insertTextBefore(first, `'${name}', `),
                },
              ],
      });
    },
  }),
});

/** Only what is sure: an argument whose value the file does not show may be a name. */
function isUnnamed(source: SourceCode, { node, operation }: DurableCall): boolean {
  const [first] = node.arguments;
  if (first === undefined) return operation === 'createCallback';
  if (operation === 'invoke') return isUnnamedInvoke(node);
  return isNoText(source, first);
}

function isUnnamedInvoke({ arguments: [, second] }: CallExpression): boolean {
  if (second === undefined) return true;
  const inner = bare(second);
  return inner.type === 'ObjectExpression' || inner.type === 'ArrayExpression';
}

function isNoText(source: SourceCode, argument: Node): boolean {
  const inner = bare(argument);
  if (isFunction(inner) || inner.type === 'ObjectExpression' || inner.type === 'ArrayExpression') return true;
  if (inner.type !== 'Identifier') return false;
  if (inner.name === 'undefined') return true;
  const variable = variableOf(source, inner);
  return variable !== undefined && functionOf(variable) !== undefined;
}
