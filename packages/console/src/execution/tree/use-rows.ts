// Rows with the state of unfolding and searching, shared by the panes that show operations as a tree.

import { useMemo } from 'react';
import { useShownExecution } from '../execution-context.ts';
import { ancestorsOf, beginsExpanded, type Row, rowsOf } from './rows.ts';

export interface Rows {
  rows: Row[];
  text: string;
  setText(text: string): void;
  setExpanded(row: Row, isExpanded: boolean): void;
  setAllExpanded(isExpanded: boolean): void;
}

export function useRows(): Rows {
  const { view, selectedId, tree } = useShownExecution();
  const { text, setText, chosenDefault, exceptions, setExceptions, setAllExpanded } = tree;
  // The history may still be arriving, so this is not decided once.
  const isExpandedByDefault = chosenDefault ?? beginsExpanded(view.operations.size);
  const above = useMemo(() => new Set(ancestorsOf(view.operations, selectedId)), [view, selectedId]);
  const beginsAs = (id: string): boolean => isExpandedByDefault || above.has(id);
  const rows = useMemo(
    () =>
      rowsOf(view.roots, {
        text,
        isExpanded: ({ id }) => exceptions.has(id) !== (isExpandedByDefault || above.has(id)),
      }),
    [view, text, exceptions, isExpandedByDefault, above],
  );
  return {
    rows,
    text,
    setText,
    setExpanded(row, isExpanded) {
      const next = new Set(exceptions);
      if (isExpanded === beginsAs(row.operation.id)) next.delete(row.operation.id);
      else next.add(row.operation.id);
      setExceptions(next);
    },
    setAllExpanded,
  };
}
