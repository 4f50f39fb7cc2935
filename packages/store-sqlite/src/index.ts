export type { SqliteStoreOptions } from './sqlite-store.ts';
export { openSqliteStore } from './sqlite-store.ts';
