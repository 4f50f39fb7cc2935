export type { StoreSnapshot } from './memory-store.ts';
export { MemoryStore } from './memory-store.ts';
export type {
  Change,
  ChangeOutcome,
  DueExecution,
  Head,
  ListPosition,
  ListQuery,
  Message,
  RecordWrite,
  Store,
  StoredExecution,
  StoredRecord,
  StoreFaultKind,
} from './store.ts';
export { StoreFault } from './store.ts';
export { assertWellFormed } from './well-formed-change.ts';
