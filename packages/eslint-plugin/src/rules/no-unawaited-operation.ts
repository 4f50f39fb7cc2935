import type { Rule, SourceCode } from 'eslint';
import type { VariableDeclarator } from 'estree';
import { durableCall } from '../durable-operations.ts';
import { durableRule } from '../durable-rule.ts';
import { functionAround, parentOf, placed } from '../syntax.ts';

const chained = new Set(['then', 'catch', 'finally']);

export const noUnawaitedOperation = durableRule({
  name: 'no-unawaited-operation',
  description: 'The promise of every operation is awaited, returned or passed on',
  hasSuggestions: true,
  messages: {
    unawaited:
      "Nobody awaits '{{operation}}'. An operation begins when it is awaited; left alone it may never run, and what it fails with is lost.",
    unused:
      "'{{name}}' holds an operation that nobody awaits. It begins when it is awaited: await it, or take it out.",
    addAwait: 'Await it.',
  },
  create: (context, source) => ({
    CallExpression(node) {
      const call = durableCall(source, node);
      if (call === undefined) return;
      const end = endOfChain(node);
      const parent = parentOf(end);
      if (parent?.type === 'VariableDeclarator') {
        const name = unusedName(source, parent);
        if (name !== undefined) context.report({ node, messageId: 'unused', data: { name } });
      } else if (parent !== undefined && isDropped(parent))
        context.report({
          node,
          messageId: 'unawaited',
          data: { operation: source.getText(node.callee) },
          suggest:
            functionAround(node)?.async === true && parent.type === 'ExpressionStatement'
              ? [{ messageId: 'addAwait', fix: (fixer) => fixer.insertTextBefore(end, 'await ') }]
              : [],
        });
    },
  }),
});

/** The whole of `operation.then(…).catch(…)`. */
function endOfChain(node: Rule.Node): Rule.Node {
  const member = parentOf(node);
  if (member?.type !== 'MemberExpression' || member.property.type !== 'Identifier') return node;
  const call = chained.has(member.property.name) ? parentOf(member) : undefined;
  return call?.type === 'CallExpression' ? endOfChain(call) : node;
}

function isDropped(parent: Rule.Node): boolean {
  switch (parent.type) {
    case 'ExpressionStatement':
      return true;
    case 'UnaryExpression':
      return parent.operator === 'void';
    case 'SequenceExpression':
      return true;
    case 'LogicalExpression':
    case 'ConditionalExpression': {
      const above = parentOf(parent);
      return above !== undefined && isDropped(above);
    }
    default:
      return false;
  }
}

function unusedName(source: SourceCode, declarator: VariableDeclarator): string | undefined {
  if (declarator.id.type !== 'Identifier') return undefined;
  const [variable] = source.getDeclaredVariables(placed(declarator));
  const isRead = variable === undefined || variable.references.some((reference) => reference.isRead());
  return isRead ? undefined : declarator.id.name;
}
