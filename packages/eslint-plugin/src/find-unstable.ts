// Looks for unstable sources below a node, as far as they are evaluated with it: not in the bodies of operations, whose
// results are recorded, nor in functions that are only defined there.

import type { Rule, SourceCode } from 'eslint';
import type { Node } from 'estree';
import { durableCall } from './durable-operations.ts';
import { calledFunction } from './evaluation.ts';
import { bare, type FunctionNode, isFunction, parentOf, placed } from './syntax.ts';
import { type SourceKind, type UnstableSource, unstableSource } from './unstable-sources.ts';

export interface FoundSource extends UnstableSource {
  node: Rule.Node;
}

export function findUnstable(
  source: SourceCode,
  root: Node,
  kinds: ReadonlySet<SourceKind>,
  seen: ReadonlySet<Node> = new Set(),
): FoundSource | undefined {
  const node = bare(root);
  if (isFunction(node) && !isEvaluatedInPlace(placed(node) as FunctionNode)) return undefined;
  const own = unstableSource(source, node);
  if (own !== undefined && kinds.has(own.kind)) return { ...own, node: placed(node) };
  if (node.type === 'CallExpression') {
    if (durableCall(source, node) !== undefined) return undefined;
    const called = calledFunction(source, node);
    if (called !== undefined && !seen.has(called)) {
      const inside = findUnstable(source, called.body, kinds, new Set([...seen, called]));
      if (inside !== undefined) return inside;
    }
  }
  return firstOf(childrenOf(source, node), (child) => findUnstable(source, child, kinds, seen));
}

/** A callback that the function around it hands on at once, as in `list.map(() => Math.random())`. */
function isEvaluatedInPlace(node: FunctionNode): boolean {
  const parent = parentOf(node);
  return parent?.type === 'CallExpression' || parent?.type === 'NewExpression';
}

function childrenOf(source: SourceCode, node: Node): Node[] {
  const keys = source.visitorKeys[node.type] ?? [];
  const members = new Map<string, unknown>(Object.entries(node));
  return keys.flatMap((key) => {
    const value = members.get(key);
    return (Array.isArray(value) ? value : [value]).filter(isNode);
  });
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';

function firstOf<Item, Found>(
  items: readonly Item[],
  find: (item: Item) => Found | undefined,
): Found | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}
