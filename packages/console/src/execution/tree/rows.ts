// The operations as rows: parents before their children, as far as they are unfolded, and only those that a search finds.

import type { OperationView } from '../view/execution-view.ts';
import { titleOf } from '../view/execution-view.ts';

export interface Row {
  operation: OperationView;
  title: string;
  /** 0 for operations without a parent. */
  depth: number;
  hasChildren: boolean;
  isExpanded: boolean;
  /** Its place among its siblings, from 1, and how many they are. */
  position: number;
  siblings: number;
}

export interface RowsQuery {
  isExpanded(operation: OperationView): boolean;
  /** Empty: all. Else only operations whose name, id, kind or status holds it, and those above them, all unfolded. */
  text: string;
}

export function rowsOf(roots: readonly OperationView[], { isExpanded, text }: RowsQuery): Row[] {
  const wanted = text.trim().toLowerCase();
  const rows: Row[] = [];
  const found = wanted === '' ? undefined : findMatches(roots, wanted);
  const visit = (operations: readonly OperationView[], depth: number): void => {
    const shown = found === undefined ? operations : operations.filter((operation) => found.has(operation));
    shown.forEach((operation, index) => {
      const expanded = operation.children.length > 0 && (found !== undefined || isExpanded(operation));
      rows.push({
        operation,
        title: titleOf(operation, operations.length === shown.length ? index : operations.indexOf(operation)),
        depth,
        hasChildren: operation.children.length > 0,
        isExpanded: expanded,
        position: index + 1,
        siblings: shown.length,
      });
      if (expanded) visit(operation.children, depth + 1);
    });
  };
  visit(roots, 0);
  return rows;
}

function findMatches(roots: readonly OperationView[], wanted: string): ReadonlySet<OperationView> {
  const found = new Set<OperationView>();
  const visit = (operation: OperationView, index: number): boolean => {
    const below = operation.children.map(visit).includes(true);
    const { id, kind, subType = '', status } = operation;
    const matches = [titleOf(operation, index), id, kind, subType, status].some((part) =>
      part.toLowerCase().includes(wanted),
    );
    if (matches || below) found.add(operation);
    return matches || below;
  };
  roots.forEach(visit);
  return found;
}

/** Above so many operations a run begins folded, so that its shape is seen first. */
const unfoldedMax = 60;

/** Whether operations are unfolded until the user says otherwise. */
export const beginsExpanded = (operationsCount: number): boolean => operationsCount <= unfoldedMax;

/** The operations above one, so that it can be shown. */
export function ancestorsOf(
  operations: ReadonlyMap<string, OperationView>,
  id: string | undefined,
): string[] {
  const ids: string[] = [];
  let parentId = id === undefined ? undefined : operations.get(id)?.parentId;
  while (parentId !== undefined) {
    ids.push(parentId);
    parentId = operations.get(parentId)?.parentId;
  }
  return ids;
}
