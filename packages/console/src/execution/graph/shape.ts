// The shape of a run, found in what it did: operations one after another, side by side where they overlapped in time, and
// inside of contexts. Many alike side by side are one box with counts until they are unfolded.

import type { OperationView } from '../view/execution-view.ts';
import { titleOf } from '../view/execution-view.ts';

export type Shape =
  | { kind: 'operation'; operation: OperationView; title: string }
  | { kind: 'group'; operation: OperationView; title: string; stages: Stage[] }
  /** A context whose content is folded away. */
  | { kind: 'folded'; operation: OperationView; title: string; inside: OperationView[] }
  /** Many beside each other. */
  | { kind: 'crowd'; id: string; title: string; inside: OperationView[] };

/** Shapes beside each other: they ran at the same time. */
export type Stage = Shape[];

export interface ShapeQuery {
  isUnfolded(id: string, size: number): boolean;
}

/** So many stand side by side before they become a crowd. */
const sideBySideMax = 6;

export function stagesOf(
  operations: readonly OperationView[],
  query: ShapeQuery,
  parentId = 'run',
  isFan = false,
): Stage[] {
  const concurrent = isFan ? [[...operations]] : overlapping(operations);
  return concurrent
    .filter((together) => together.length > 0)
    .map((together) => {
      const crowdId = `${parentId}/${together[0]?.id ?? ''}`;
      if (together.length > sideBySideMax && !query.isUnfolded(crowdId, together.length)) {
        return [{ kind: 'crowd', id: crowdId, title: crowdTitle(together), inside: together }];
      }
      return together.map((operation) => shapeOf(operation, operations.indexOf(operation), query));
    });
}

function shapeOf(operation: OperationView, index: number, query: ShapeQuery): Shape {
  const title = titleOf(operation, index);
  const { children, subType } = operation;
  if (children.length === 0) return { kind: 'operation', operation, title };
  // What a waitForCallback is made of says nothing about the shape of the run.
  if (subType === 'WaitForCallback' || subType === 'WaitForCondition')
    return { kind: 'operation', operation, title };
  if (!query.isUnfolded(operation.id, children.length)) {
    return { kind: 'folded', operation, title, inside: children };
  }
  const isFan = subType === 'Parallel' || subType === 'Map';
  return { kind: 'group', operation, title, stages: stagesOf(children, query, operation.id, isFan) };
}

/** In the order of their starts, together while one of them goes on. Events are numbered, which is finer than their times. */
function overlapping(operations: readonly OperationView[]): OperationView[][] {
  const groups: OperationView[][] = [];
  let lastEnd = 0;
  for (const operation of operations) {
    const [start = 0] = operation.eventIds;
    const group = groups.at(-1);
    if (group !== undefined && start < lastEnd) group.push(operation);
    else groups.push([operation]);
    const end =
      operation.endedAt === undefined ? Number.POSITIVE_INFINITY : (operation.eventIds.at(-1) ?? start);
    lastEnd = Math.max(lastEnd, end);
  }
  return groups;
}

function crowdTitle(together: readonly OperationView[]): string {
  const [first] = together;
  if (first?.subType === 'MapIteration') return `${together.length} items`;
  if (first?.subType === 'ParallelBranch') return `${together.length} branches`;
  const names = new Set(together.map(({ name }) => name));
  return names.size === 1 && first?.name !== undefined
    ? `${first.name} × ${together.length}`
    : `${together.length} side by side`;
}
