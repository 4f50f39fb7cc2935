// Questions about single nodes, the same for every parser: TypeScript's wrappers are looked through.

import type { Rule, Scope, SourceCode } from 'eslint';
import type { CallExpression, Expression, Identifier, Node, SpreadElement } from 'estree';

export type FunctionNode = Extract<
  Rule.Node,
  { type: 'FunctionDeclaration' | 'FunctionExpression' | 'ArrowFunctionExpression' }
>;

/** TypeScript's `x as T`, `x!`, `x satisfies T` and `<T>x`, which the types of ESTree do not know. */
const wrappers = new Set([
  'TSAsExpression',
  'TSNonNullExpression',
  'TSSatisfiesExpression',
  'TSTypeAssertion',
  'ChainExpression',
]);

/** The expression below type assertions and optional chains. */
export function bare(node: Node): Node {
  return wrappers.has(node.type) && 'expression' in node ? bare(node.expression as Node) : node;
}

/** The nearest node above that is more than a wrapper. */
export function parentOf(node: Rule.Node): Rule.Node | undefined {
  const { parent } = node;
  if (parent === null || parent === undefined) return undefined;
  return wrappers.has(parent.type) ? parentOf(parent) : parent;
}

/** ESLint sets `parent` on every node before it runs a rule; the types of ESTree do not say so. */
export const placed = (node: Node | Scope.Reference['identifier']): Rule.Node => node as Rule.Node;

export function isFunction(node: Node): node is FunctionNode {
  return (
    node.type === 'FunctionDeclaration' ||
    node.type === 'FunctionExpression' ||
    node.type === 'ArrowFunctionExpression'
  );
}

/** The innermost function around the node, the node itself excluded. */
export function functionAround(node: Rule.Node): FunctionNode | undefined {
  const { parent } = node;
  if (parent === null || parent === undefined) return undefined;
  return isFunction(parent) ? parent : functionAround(parent);
}

/** `name` of `name`, and of `x.name`. */
export function lastName(node: Node): string | undefined {
  const inner = bare(node);
  if (inner.type === 'Identifier') return inner.name;
  if (inner.type !== 'MemberExpression') return undefined;
  if (inner.computed)
    return inner.property.type === 'Literal' && typeof inner.property.value === 'string'
      ? inner.property.value
      : undefined;
  return inner.property.type === 'Identifier' ? inner.property.name : undefined;
}

/** `a.b.c` as `['a', 'b', 'c']`; undefined when it does not begin with an identifier. */
export function memberPath(node: Node): readonly string[] | undefined {
  const inner = bare(node);
  if (inner.type === 'Identifier') return [inner.name];
  if (inner.type !== 'MemberExpression') return undefined;
  const head = memberPath(inner.object);
  const last = lastName(inner);
  return head === undefined || last === undefined ? undefined : [...head, last];
}

/** The identifier that `a.b.c` begins with. */
export function rootIdentifier(node: Node): Identifier | undefined {
  const inner = bare(node);
  if (inner.type === 'Identifier') return inner;
  return inner.type === 'MemberExpression' ? rootIdentifier(inner.object) : undefined;
}

/** The variable that an identifier means where it stands; undefined for what the file does not declare. */
export function variableOf(source: SourceCode, identifier: Identifier): Scope.Variable | undefined {
  let scope: Scope.Scope | null = source.getScope(identifier);
  while (scope !== null) {
    const variable = scope.set.get(identifier.name);
    // A scope of globals knows names such as `Date` without a definition in the file.
    if (variable !== undefined) return variable.defs.length > 0 ? variable : undefined;
    scope = scope.upper;
  }
  return undefined;
}

export const isGlobal = (source: SourceCode, identifier: Identifier): boolean =>
  variableOf(source, identifier) === undefined;

/** The module that a variable was imported from, or required from. */
export function moduleOf(variable: Scope.Variable): string | undefined {
  const definition = variable.defs[0];
  if (definition === undefined) return undefined;
  if (definition.type === 'ImportBinding') {
    const { value } = definition.parent.source;
    return typeof value === 'string' ? value : undefined;
  }
  if (definition.type !== 'Variable') return undefined;
  const value = definition.node.init;
  return value === null || value === undefined ? undefined : requiredModule(value);
}

/** What an imported variable is called in the module that it comes from. */
export function exportedName(variable: Scope.Variable): string {
  const definition = variable.defs[0];
  if (definition?.type !== 'ImportBinding' || definition.node.type !== 'ImportSpecifier')
    return variable.name;
  return lastName(definition.node.imported) ?? variable.name;
}

function requiredModule(value: Expression): string | undefined {
  const inner = bare(value);
  if (inner.type !== 'CallExpression' || lastName(inner.callee) !== 'require') return undefined;
  const [argument] = inner.arguments;
  return argument?.type === 'Literal' && typeof argument.value === 'string' ? argument.value : undefined;
}

/** The function that a variable holds, when the file says so: a declaration, or a constant that begins as one. */
export function functionOf(variable: Scope.Variable): FunctionNode | undefined {
  const definition = variable.defs[0];
  if (definition?.type === 'FunctionName' && isFunction(definition.node))
    return placed(definition.node) as FunctionNode;
  if (definition?.type !== 'Variable') return undefined;
  const value = definition.node.init;
  if (value === null || value === undefined) return undefined;
  const inner = bare(value);
  return isFunction(inner) ? (placed(inner) as FunctionNode) : undefined;
}

/** The function that an argument is or names. */
export function functionArgument(
  source: SourceCode,
  argument: Expression | SpreadElement,
): FunctionNode | undefined {
  const inner = bare(argument);
  if (isFunction(inner)) return placed(inner) as FunctionNode;
  if (inner.type !== 'Identifier') return undefined;
  const variable = variableOf(source, inner);
  return variable === undefined ? undefined : functionOf(variable);
}

/** The call that has the node as one of its arguments. */
export function callWithArgument(node: Rule.Node): CallExpression | undefined {
  const parent = parentOf(node);
  if (parent?.type !== 'CallExpression') return undefined;
  return parent.arguments.some((argument) => bare(argument) === node) ? parent : undefined;
}

export const contains = (outer: Node, inner: Node): boolean => {
  const [outerStart, outerEnd] = rangeOf(outer);
  const [innerStart, innerEnd] = rangeOf(inner);
  return outerStart <= innerStart && innerEnd <= outerEnd;
};

const rangeOf = ({ range }: Node): readonly [number, number] => range ?? [0, 0];
