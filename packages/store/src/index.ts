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
