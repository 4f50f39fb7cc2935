// The event that is being written for a function. It is kept with every key, so that neither a restart of the server nor a
// closed tab loses it.

import { useState } from 'react';

export interface TestDraft {
  payload: string;
  executionName: string;
  qualifier: string;
}

const fresh: TestDraft = { payload: '{}', executionName: '', qualifier: '$LATEST' };

/** Used by other pages too: "start again with this input" leaves its event here. */
export function keepDraft(functionName: string, draft: Partial<TestDraft>): void {
  localStorage.setItem(keyOf(functionName), JSON.stringify({ ...fresh, ...draft }));
}

const keyOf = (functionName: string): string => `perdure.test.${functionName}`;

function read(functionName: string): TestDraft {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(keyOf(functionName)) ?? '{}');
    return typeof kept === 'object' && kept !== null ? { ...fresh, ...kept } : fresh;
  } catch {
    return fresh;
  }
}

export function useDraft(functionName: string): readonly [TestDraft, (draft: TestDraft) => void] {
  const [draft, setDraft] = useState(() => read(functionName));
  const change = (next: TestDraft): void => {
    keepDraft(functionName, next);
    setDraft(next);
  };
  return [draft, change];
}
