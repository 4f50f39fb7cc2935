import type { Node } from 'estree';
import { durableCall } from '../durable-operations.ts';
import { durableRule } from '../durable-rule.ts';
import { bare, memberPath } from '../syntax.ts';

/** A function name, a partial ARN or an ARN, with a qualifier or without. */
const functionReference = /^[a-zA-Z0-9-_:.$]+$/;

export const noAmbiguousInvoke = durableRule({
  name: 'no-ambiguous-invoke',
  description: 'A text as the input of a chained invoke is given together with a name',
  messages: {
    ambiguous:
      "With two texts 'invoke' takes the first as the name and the second as the function. To send a text as input, give all three: name, function, input.",
  },
  create: (context, source) => ({
    CallExpression(node) {
      if (durableCall(source, node)?.operation !== 'invoke') return;
      const [, second, third] = node.arguments;
      if (second === undefined || third !== undefined || !isInputText(second)) return;
      context.report({ node: second, messageId: 'ambiguous' });
    },
  }),
});

/** A text that cannot be meant as a function. */
function isInputText(argument: Node): boolean {
  const inner = bare(argument);
  if (inner.type === 'Literal')
    return typeof inner.value === 'string' && !functionReference.test(inner.value);
  return inner.type === 'CallExpression' && memberPath(inner.callee)?.join('.') === 'JSON.stringify';
}
