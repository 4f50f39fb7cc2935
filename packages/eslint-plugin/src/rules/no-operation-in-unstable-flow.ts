import type { Rule, SourceCode } from 'eslint';
import type { Expression, Node } from 'estree';
import { durableCall } from '../durable-operations.ts';
import { durableRule } from '../durable-rule.ts';
import { evaluationOf } from '../evaluation.ts';
import { type FoundSource, findUnstable } from '../find-unstable.ts';
import { bare, isFunction, placed, variableOf } from '../syntax.ts';
import type { SourceKind } from '../unstable-sources.ts';

const kinds: ReadonlySet<SourceKind> = new Set(['clock', 'random', 'network', 'files']);

export const noOperationInUnstableFlow = durableRule({
  name: 'no-operation-in-unstable-flow',
  description:
    'Whether and how often an operation is called does not depend on what a replay may see otherwise',
  messages: {
    condition:
      "Whether '{{operation}}' is called depends on '{{source}}' (line {{line}}). A replay may decide otherwise and then does not find its operations again: get the value in a step first.",
    collection:
      "How often '{{operation}}' is called depends on '{{source}}' (line {{line}}). A replay may see other items: get them in a step first.",
  },
  create: (context, source) => ({
    CallExpression(node) {
      const call = durableCall(source, node);
      if (call === undefined) return;
      const found = unstableFlow(source, placed(node));
      if (found === undefined) return;
      const data = {
        operation: source.getText(node.callee),
        source: found.text,
        line: String(found.node.loc?.start.line ?? 0),
      };
      context.report({ node, messageId: found.decides, data });
    },
  }),
});

interface Decision extends FoundSource {
  decides: 'condition' | 'collection';
}

/** The first unstable thing that decides on the way from the function's start to the node. */
function unstableFlow(source: SourceCode, node: Rule.Node): Decision | undefined {
  let below: Rule.Node = node;
  for (let above: Rule.Node | null = node.parent; above !== null; above = above.parent) {
    if (isFunction(above)) return undefined;
    for (const { expression, decides } of decidersOf(above, below)) {
      const found = unstableValue(source, expression);
      if (found !== undefined) return { ...found, decides };
    }
    below = above;
  }
  return undefined;
}

interface Decider {
  expression: Expression;
  decides: Decision['decides'];
}

/** What decides whether, or how often, control comes from `above` to `below`. */
function decidersOf(above: Rule.Node, below: Node): Decider[] {
  const condition = (expression: Expression | null | undefined): Decider[] =>
    expression === null || expression === undefined || expression === below
      ? []
      : [{ expression, decides: 'condition' }];
  switch (above.type) {
    case 'IfStatement':
    case 'ConditionalExpression':
    case 'WhileStatement':
    case 'DoWhileStatement':
      return condition(above.test);
    case 'ForStatement':
      return below === above.init ? [] : condition(above.test);
    case 'SwitchCase':
      return condition(above.test);
    case 'SwitchStatement':
      return condition(above.discriminant);
    case 'LogicalExpression':
      return below === above.right ? condition(above.left) : [];
    case 'ForOfStatement':
    case 'ForInStatement':
      return below === above.right ? [] : [{ expression: above.right, decides: 'collection' }];
    default:
      return [];
  }
}

/** An unstable source in an expression, or in what the constants it names were made from in a replayed place. */
function unstableValue(
  source: SourceCode,
  expression: Node,
  depth = constantsFollowed,
): FoundSource | undefined {
  const own = findUnstable(source, expression, kinds);
  if (own !== undefined || depth === 0) return own;
  for (const identifier of identifiersIn(source, expression)) {
    const definition = variableOf(source, identifier)?.defs[0];
    if (definition?.type !== 'Variable') continue;
    const value = definition.node.init;
    if (value === null || value === undefined || isFunction(bare(value))) continue;
    if (evaluationOf(source, placed(value)) !== 'replayed') continue;
    const found = unstableValue(source, value, depth - 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** `const now = Date.now(); const isLate = now > end; if (isLate) …` is as deep as code that people write goes. */
const constantsFollowed = 3;

function identifiersIn(source: SourceCode, node: Node): Extract<Node, { type: 'Identifier' }>[] {
  const inner = bare(node);
  if (inner.type === 'Identifier') return [inner];
  if (isFunction(inner) || (inner.type === 'CallExpression' && durableCall(source, inner) !== undefined))
    return [];
  if (inner.type === 'MemberExpression') return identifiersIn(source, inner.object);
  return childExpressions(inner).flatMap((child) => identifiersIn(source, child));
}

function childExpressions(node: Node): Node[] {
  switch (node.type) {
    case 'BinaryExpression':
    case 'LogicalExpression':
      return [node.left, node.right];
    case 'UnaryExpression':
    case 'AwaitExpression':
      return [node.argument];
    case 'CallExpression':
    case 'NewExpression':
      return [node.callee, ...node.arguments];
    case 'ConditionalExpression':
      return [node.test, node.consequent, node.alternate];
    case 'SpreadElement':
      return [node.argument];
    case 'ArrayExpression':
      return node.elements.flatMap((element) => element ?? []);
    case 'TemplateLiteral':
      return node.expressions;
    default:
      return [];
  }
}
