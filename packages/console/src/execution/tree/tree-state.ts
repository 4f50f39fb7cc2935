// What the user looks for and has unfolded among the operations. The tree and the timeline share it, and it stays while
// another tab is looked at.

import { useMemo, useState } from 'react';

export interface TreeState {
  text: string;
  setText(text: string): void;
  /** Whether operations are unfolded; undefined: the user has not said. */
  chosenDefault: boolean | undefined;
  /** Those that are not as the others are. */
  exceptions: ReadonlySet<string>;
  setExceptions(exceptions: ReadonlySet<string>): void;
  setAllExpanded(isExpanded: boolean): void;
}

export function useTreeState(): TreeState {
  const [text, setText] = useState('');
  const [chosenDefault, setDefault] = useState<boolean>();
  const [exceptions, setExceptions] = useState<ReadonlySet<string>>(new Set());
  return useMemo(
    () => ({
      text,
      setText,
      chosenDefault,
      exceptions,
      setExceptions,
      setAllExpanded(isExpanded) {
        setDefault(isExpanded);
        setExceptions(new Set());
      },
    }),
    [text, chosenDefault, exceptions],
  );
}
