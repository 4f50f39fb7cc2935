export { CLASSES_PER_DOUBLING, durationClassOf, durationClassStart } from './duration-class.ts';
export type { StoreSnapshot } from './memory-store.ts';
export { MemoryStore } from './memory-store.ts';
export type {
  Among,
  Change,
  ChangeOutcome,
  DueExecution,
  EndedCount,
  Head,
  ListPosition,
  ListQuery,
  Message,
  OpenCount,
  RecordWrite,
  Store,
  StoredExecution,
  StoredRecord,
  StoreFaultKind,
  Tally,
  TallyQuery,
  WaitingPosition,
  WaitingQuery,
} from './store.ts';
export { StoreFault } from './store.ts';
export { assertWellFormed } from './well-formed-change.ts';
