import type { Rule, SourceCode } from 'eslint';
import type { CallExpression } from 'estree';
import { type DurableCall, durableCall, retryCallback } from '../durable-operations.ts';
import { durableRule } from '../durable-rule.ts';
import { type FunctionNode, functionAround, isFunction, placed, variableOf } from '../syntax.ts';

export const noNestedDurableOperations = durableRule({
  name: 'no-nested-durable-operations',
  description: 'A context is not used inside an operation that was begun on it or above it',
  hasSuggestions: true,
  messages: {
    inBody:
      "'{{context}}.{{operation}}' is called inside the body of '{{outer}}'. A body is recorded as one result and cannot hold operations: use '{{context}}.runInChildContext' in its place.",
    inChild:
      "'{{context}}.{{operation}}' is called inside a callback of '{{outer}}', which has a context of its own. Use that one, or the operation gets an id that a replay does not find.",
    useChild: "Call it on '{{child}}', the context of this callback.",
  },
  create: (context, source) => ({
    CallExpression(node) {
      const call = durableCall(source, node);
      const outer = call === undefined ? undefined : operationBetween(source, call);
      if (call !== undefined && outer !== undefined) report(context, call, outer);
    },
  }),
});

interface Enclosing {
  operation: string;
  callback: FunctionNode;
  kind: 'body' | 'child';
}

/** The innermost operation between a call and the function that its context belongs to. */
function operationBetween(source: SourceCode, { node, context }: DurableCall): Enclosing | undefined {
  const owner = variableOf(source, context)?.defs[0]?.node;
  let around = functionAround(placed(node));
  while (around !== undefined && around !== owner) {
    const found = enclosingOperation(source, around);
    if (found !== undefined) return found;
    around = functionAround(around);
  }
  return undefined;
}

function enclosingOperation(source: SourceCode, callback: FunctionNode): Enclosing | undefined {
  for (const call of callsAround(callback)) {
    const operation = durableCall(source, call);
    const found = operation?.callbacks.find(({ node }) => node === callback);
    if (operation !== undefined && found !== undefined)
      return { operation: operation.operation, callback, kind: found.kind };
    if (retryCallback(source, call) === callback) return { operation: 'withRetry', callback, kind: 'child' };
  }
  return undefined;
}

/** The calls that a function is written in the arguments of, from the inside outwards, up to the next function. */
function callsAround(callback: FunctionNode): CallExpression[] {
  const calls: CallExpression[] = [];
  let node: Rule.Node | null = callback.parent;
  while (node !== null && !isFunction(node) && !node.type.endsWith('Statement')) {
    if (node.type === 'CallExpression') calls.push(node);
    node = node.parent;
  }
  return calls;
}

function report(context: Rule.RuleContext, call: DurableCall, outer: Enclosing): void {
  const [parameter] = outer.callback.params;
  const child = outer.kind === 'child' && parameter?.type === 'Identifier' ? parameter.name : undefined;
  context.report({
    node: call.node,
    messageId: outer.kind === 'body' ? 'inBody' : 'inChild',
    data: { context: call.context.name, operation: call.operation, outer: outer.operation },
    suggest:
      child === undefined
        ? []
        : [
            {
              messageId: 'useChild',
              data: { child },
              fix: (fixer) => fixer.replaceText(call.context, child),
            },
          ],
  });
}
