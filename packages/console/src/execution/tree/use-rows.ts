// Rows with the state of unfolding and searching, shared by the panes that show operations as a tree.

import { useMemo, useState } from 'react';
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
  const { view, selectedId } = useShownExecution();
  const [text, setText] = useState('');
  const [isExpandedByDefault, setDefault] = useState(() => beginsExpanded(view.operations.size));
  const [exceptions, setExceptions] = useState<ReadonlySet<string>>(
    () => new Set(isExpandedByDefault ? [] : ancestorsOf(view.operations, selectedId)),
  );
  const rows = useMemo(
    () =>
      rowsOf(view.roots, {
        text,
        isExpanded: ({ id }) => exceptions.has(id) !== isExpandedByDefault,
      }),
    [view, text, exceptions, isExpandedByDefault],
  );
  return {
    rows,
    text,
    setText,
    setExpanded(row, isExpanded) {
      const next = new Set(exceptions);
      if (isExpanded === isExpandedByDefault) next.delete(row.operation.id);
      else next.add(row.operation.id);
      setExceptions(next);
    },
    setAllExpanded(isExpanded) {
      setDefault(isExpanded);
      setExceptions(new Set());
    },
  };
}
