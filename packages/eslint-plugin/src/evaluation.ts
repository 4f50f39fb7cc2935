// When a piece of a handler is evaluated: anew with every replay, or once, inside an operation whose result is recorded.

import type { Rule, SourceCode } from 'eslint';
import type { CallExpression } from 'estree';
import { durableCall, isDurableContext, isDurableHandler, retryCallback } from './durable-operations.ts';
import {
  callWithArgument,
  type FunctionNode,
  functionAround,
  functionOf,
  parentOf,
  variableOf,
} from './syntax.ts';

export type Evaluation =
  /** In a handler or a child context: each replay evaluates it again. */
  | 'replayed'
  /** In the body of an operation, or in a function of its configuration: what comes of it is recorded. */
  | 'recorded'
  /** Outside any handler, or in a function that somebody else calls. */
  | 'elsewhere';

export function evaluationOf(source: SourceCode, node: Rule.Node): Evaluation {
  const around = functionAround(node);
  if (around === undefined) return 'elsewhere';
  const own = evaluationOfBody(source, around);
  if (own !== undefined) return own;
  // A callback written in place, as for `list.map(…)`, is evaluated where it stands; a function with a name, where it is called.
  return isPassedOn(around) ? evaluationOf(source, around) : 'elsewhere';
}

/** What the role of a function says about its body; undefined for a function that is none of ours. */
function evaluationOfBody(source: SourceCode, node: FunctionNode): Evaluation | undefined {
  const call = callAround(source, node);
  if (call !== undefined) {
    const callback = durableCall(source, call)?.callbacks.find((found) => found.node === node);
    if (callback !== undefined) return callback.kind === 'body' ? 'recorded' : 'replayed';
    if (retryCallback(source, call) === node) return 'replayed';
    // A retry strategy, a summary generator and their like: evaluated when their operation ends.
    if (durableCall(source, call) !== undefined) return 'recorded';
  }
  return hasContext(source, node) || isDurableHandler(source, node) ? 'replayed' : undefined;
}

export function hasContext(source: SourceCode, node: FunctionNode): boolean {
  return source
    .getDeclaredVariables(node)
    .some((variable) => variable.defs[0]?.type === 'Parameter' && isDurableContext(source, variable));
}

/** The durable call that a function is an argument of, or stands in a list or an object that is an argument of it. */
function callAround(source: SourceCode, node: Rule.Node): CallExpression | undefined {
  const direct = callWithArgument(node);
  if (direct !== undefined)
    return durableCall(source, direct) === undefined && retryCallback(source, direct) === undefined
      ? undefined
      : direct;
  const parent = parentOf(node);
  const isPart =
    parent?.type === 'Property' || parent?.type === 'ObjectExpression' || parent?.type === 'ArrayExpression';
  return isPart ? callAround(source, parent) : undefined;
}

function isPassedOn(node: FunctionNode): boolean {
  const parent = parentOf(node);
  return parent?.type === 'CallExpression' || parent?.type === 'NewExpression';
}

/** The function of this file that a call calls, when that has no durable context of its own. */
export function calledFunction(source: SourceCode, { callee }: CallExpression): FunctionNode | undefined {
  if (callee.type !== 'Identifier') return undefined;
  const variable = variableOf(source, callee);
  const called = variable === undefined ? undefined : functionOf(variable);
  return called === undefined || hasContext(source, called) ? undefined : called;
}
