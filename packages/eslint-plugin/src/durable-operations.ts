// Which calls are durable operations, and what their arguments mean.
//
// An operation is a method of a durable context. A variable holds a durable context when it is
//   - the second parameter of a handler given to `withDurableExecution`,
//   - the first parameter of a callback given to `runInChildContext`, `map`, `parallel` or `withRetry`,
//   - a parameter whose type is written `DurableContext`,
//   - a parameter with a name that is usual for one, on which an operation is called that nothing else has.

import type { Rule, Scope, SourceCode } from 'eslint';
import type { CallExpression, Expression, Identifier, Node, SpreadElement } from 'estree';
import {
  bare,
  callWithArgument,
  type FunctionNode,
  functionArgument,
  isFunction,
  lastName,
  parentOf,
  placed,
  variableOf,
} from './syntax.ts';

/** What becomes of the function given to an operation. */
type CallbackKind =
  /** Runs once, and its result is recorded: the body of a step. */
  | 'body'
  /** Runs anew with each replay, on a context of its own. */
  | 'child';

interface OperationShape {
  callback?: CallbackKind;
  /** The callbacks are the elements of an array. */
  branches?: true;
}

const operations: ReadonlyMap<string, OperationShape> = new Map<string, OperationShape>([
  ['step', { callback: 'body' }],
  ['waitForCondition', { callback: 'body' }],
  ['waitForCallback', { callback: 'body' }],
  ['runInChildContext', { callback: 'child' }],
  ['map', { callback: 'child' }],
  ['parallel', { callback: 'child', branches: true }],
  ['wait', {}],
  ['invoke', {}],
  ['createCallback', {}],
]);

const combinators = new Set(['all', 'allSettled', 'any', 'race']);

/** Names that tell a durable context from other objects with a method `map` or `wait`. */
const tellingOperations = new Set([
  'step',
  'waitForCondition',
  'waitForCallback',
  'runInChildContext',
  'createCallback',
]);
const usualName = /^(ctx|context|durable(ctx|context)?|(child|branch|item|map|parent|root)(ctx|context)?)$/i;

export interface DurableCall {
  node: CallExpression;
  /** `step`, `map`, …; `promise.all` for a combinator. */
  operation: string;
  /** The identifier of the context that it is called on. */
  context: Identifier;
  callbacks: readonly { readonly node: FunctionNode; readonly kind: CallbackKind }[];
}

/** The durable operation that a call is, if it is one. */
export function durableCall(source: SourceCode, node: CallExpression): DurableCall | undefined {
  const callee = bare(node.callee);
  if (callee.type !== 'MemberExpression') return undefined;
  const method = lastName(callee);
  if (method === undefined) return undefined;
  const object = bare(callee.object);
  if (object.type === 'MemberExpression') return combinatorCall(source, node, method, object);
  const shape = operations.get(method);
  if (shape === undefined || object.type !== 'Identifier') return undefined;
  const variable = variableOf(source, object);
  if (variable === undefined || !isDurableContext(source, variable)) return undefined;
  const { callback } = shape;
  const functions = callback === undefined ? [] : callbackNodes(source, node, shape);
  return {
    node,
    operation: method,
    context: object,
    callbacks: callback === undefined ? [] : functions.map((found) => ({ node: found, kind: callback })),
  };
}

function combinatorCall(
  source: SourceCode,
  node: CallExpression,
  method: string,
  object: Node,
): DurableCall | undefined {
  if (object.type !== 'MemberExpression' || lastName(object) !== 'promise' || !combinators.has(method))
    return undefined;
  const context = bare(object.object);
  if (context.type !== 'Identifier') return undefined;
  const variable = variableOf(source, context);
  return variable !== undefined && isDurableContext(source, variable)
    ? { node, operation: `promise.${method}`, context, callbacks: [] }
    : undefined;
}

/** The functions among the arguments, written in place or named. */
function callbackNodes(source: SourceCode, node: CallExpression, shape: OperationShape): FunctionNode[] {
  const candidates = shape.branches === true ? branchesOf(node) : node.arguments.slice(0, callbackPlaces);
  return candidates.flatMap((candidate) => functionArgument(source, candidate) ?? []);
}

/** A callback is never behind the third argument: `map(name, items, callback)`. */
const callbackPlaces = 3;

/** The functions of `parallel([f, { name, func: g }])`. */
function branchesOf({ arguments: given }: CallExpression): Expression[] {
  const list = given.map(bare).find((argument) => argument.type === 'ArrayExpression');
  if (list?.type !== 'ArrayExpression') return [];
  return list.elements.flatMap((element) => {
    if (element === null || element.type === 'SpreadElement') return [];
    const branch = bare(element);
    if (branch.type !== 'ObjectExpression') return [element];
    const func = branch.properties.find(
      (property) => property.type === 'Property' && lastName(property.key) === 'func',
    );
    return func?.type === 'Property' && isExpression(func.value) ? [func.value] : [];
  });
}

const isExpression = (node: Node): node is Expression => !node.type.endsWith('Pattern');

const contexts = new WeakMap<Scope.Variable, boolean>();

export function isDurableContext(source: SourceCode, variable: Scope.Variable): boolean {
  const known = contexts.get(variable);
  if (known !== undefined) return known;
  const answer = decideContext(source, variable);
  contexts.set(variable, answer);
  return answer;
}

function decideContext(source: SourceCode, variable: Scope.Variable): boolean {
  const definition = variable.defs[0];
  if (definition?.type !== 'Parameter' || !isFunction(definition.node)) return false;
  const owner = placed(definition.node) as FunctionNode;
  const index = owner.params.indexOf(definition.name);
  const parameter = owner.params[index];
  if (parameter === undefined) return false;
  if (isTypedAsContext(parameter)) return true;
  const given = uses(source, owner);
  if (index === 1 && given.some(isHandlerArgument)) return true;
  if (index === 0 && given.some((use) => isChildCallback(source, use))) return true;
  return usualName.test(variable.name) && variable.references.some(isTellingUse);
}

function isTypedAsContext(parameter: Node): boolean {
  const annotation: unknown = 'typeAnnotation' in parameter ? parameter.typeAnnotation : undefined;
  return annotation !== undefined && /"name":"DurableContext"/.test(namesIn(annotation));
}

/** The identifiers of a type, as text. Types have shapes of their own in every parser; their names are the same in all. */
function namesIn(annotation: unknown): string {
  return JSON.stringify(annotation, (key, value: unknown) => (key === 'parent' ? undefined : value));
}

/** Where a function is used: where it stands, or where the name that it bears is passed on. */
function uses(source: SourceCode, node: FunctionNode): readonly Rule.Node[] {
  const declared = source.getDeclaredVariables(
    node.type === 'FunctionDeclaration' ? node : (parentOf(node) ?? node),
  );
  const named = declared.filter(
    (variable) => variable.defs[0]?.type === 'FunctionName' || variable.defs[0]?.type === 'Variable',
  );
  return [node, ...named.flatMap(({ references }) => references.map(({ identifier }) => placed(identifier)))];
}

/** Whether a function is given to `withDurableExecution`, with or without a parameter for the context. */
export const isDurableHandler = (source: SourceCode, node: FunctionNode): boolean =>
  uses(source, node).some(isHandlerArgument);

function isHandlerArgument(node: Rule.Node): boolean {
  const call = callWithArgument(node);
  return call !== undefined && lastName(call.callee) === 'withDurableExecution' && call.arguments[0] === node;
}

function isChildCallback(source: SourceCode, node: Rule.Node): boolean {
  const call = operationAround(source, node);
  if (call === undefined) return false;
  if (call.kind === 'retry') return true;
  return operations.get(call.method)?.callback === 'child';
}

type CallAround = { kind: 'retry' } | { kind: 'operation'; method: string };

/** The operation that the node is a callback of, be it an argument or a branch in a list of them. */
function operationAround(source: SourceCode, node: Rule.Node): CallAround | undefined {
  const call = callWithArgument(node) ?? callOfBranch(node);
  if (call === undefined) return undefined;
  const callee = bare(call.callee);
  if (lastName(callee) === 'withRetry') return { kind: 'retry' };
  if (callee.type !== 'MemberExpression' || callee.object.type !== 'Identifier') return undefined;
  const method = lastName(callee);
  const variable = variableOf(source, callee.object);
  return method !== undefined && variable !== undefined && isDurableContext(source, variable)
    ? { kind: 'operation', method }
    : undefined;
}

function callOfBranch(node: Rule.Node): CallExpression | undefined {
  const parent = parentOf(node);
  if (parent?.type === 'Property' && lastName(parent.key) === 'func') {
    const branch = parentOf(parent);
    return branch === undefined ? undefined : callOfBranch(branch);
  }
  return parent?.type === 'ArrayExpression' ? callWithArgument(parent) : undefined;
}

function isTellingUse({ identifier }: Scope.Reference): boolean {
  const parent = parentOf(placed(identifier));
  if (parent?.type !== 'MemberExpression') return false;
  const method = lastName(parent);
  return method !== undefined && tellingOperations.has(method) && parentOf(parent)?.type === 'CallExpression';
}

/** The callback of `withRetry(context, name?, callback, config)`, unless the retries share the context around them. */
export function retryCallback(source: SourceCode, node: CallExpression): FunctionNode | undefined {
  if (lastName(node.callee) !== 'withRetry') return undefined;
  const found = node.arguments.slice(1).map((argument) => functionArgument(source, argument));
  return sharesContext(node.arguments) ? undefined : found.find((callback) => callback !== undefined);
}

function sharesContext(given: readonly (Expression | SpreadElement)[]): boolean {
  return given
    .map(bare)
    .some(
      (argument) =>
        argument.type === 'ObjectExpression' &&
        argument.properties.some(
          (property) =>
            property.type === 'Property' &&
            lastName(property.key) === 'wrapWithRunInChildContext' &&
            property.value.type === 'Literal' &&
            property.value.value === false,
        ),
    );
}
