// The rules of DynamoDB as dynalite has them: what a request must be, what its expressions mean, which index entries follow
// from an item. dynalite keeps its rows in LevelDB; here they are in SQLite, so that a request is a transaction.
//
// dynalite has no types and no contract for its inside: what is used of it is written down here, and its version is pinned.

import { createRequire } from 'node:module';
import type { Readable } from 'node:stream';

/** A value with its type: `{ "S": "text" }`. */
export type AttributeValue = Readonly<Record<string, unknown>>;
export type Item = Record<string, AttributeValue>;
/** A request, as its JSON and after the rules have read it. */
export type TableRequest = Record<string, unknown>;

export interface KeyRange {
  gt?: string;
  gte?: string;
  lt?: string;
  lte?: string;
  reverse?: boolean;
  /** -1 for all. */
  limit?: number;
}

type Done<Value = void> = (error?: Error | null, value?: Value) => void;

/** Rows of one kind: items of a table, entries of an index. */
export interface RowSpace {
  get(key: string, done: Done<unknown>): void;
  put(key: string, value: unknown, done: Done): void;
  del(key: string, done: Done): void;
  batch(changes: readonly { type: 'put' | 'del'; key: string; value?: unknown }[], done: Done): void;
  createKeyStream(range?: KeyRange): Readable;
  createValueStream(range?: KeyRange): Readable;
  /** Calls back when nobody else is at the key; the one called back wraps its own callback to let go. */
  lock(key: string, begin: (release: <Callback>(callback: Callback) => Callback) => void): void;
}

export interface TableSpace extends RowSpace {
  awsAccountId: string;
  awsRegion: string;
}

export interface TableDescription {
  TableName: string;
  TableStatus: string;
  AttributeDefinitions: { AttributeName: string; AttributeType: string }[];
  KeySchema: { AttributeName: string; KeyType: string }[];
  GlobalSecondaryIndexes?: IndexDescription[];
  LocalSecondaryIndexes?: IndexDescription[];
}

export interface IndexDescription {
  IndexName: string;
  KeySchema: { AttributeName: string; KeyType: string }[];
  Projection: { ProjectionType: string; NonKeyAttributes?: string[] };
  IndexStatus?: string;
}

/** What an action works on: dynalite's own store, seen from outside. */
export interface RuleStore {
  options: { maxItemSize: number; createTableMs: number };
  tableDb: TableSpace;
  getItemDb(tableName: string): RowSpace;
  getIndexDb(indexType: string, tableName: string, indexName: string): RowSpace;
  getTagDb(tableName: string): RowSpace;
  getTable(
    tableName: string,
    checkStatus: boolean | Done<TableDescription>,
    done?: Done<TableDescription>,
  ): void;
}

/** An error that is an answer: what a client did wrong. */
export interface RuleError extends Error {
  statusCode: number;
  body: { __type: string; message?: string; Item?: Item; CancellationReasons?: unknown };
}

export const isRuleError = (error: unknown): error is RuleError =>
  error instanceof Error && 'statusCode' in error && 'body' in error;

interface Rules {
  validationError(message: string): RuleError;
  validateKey(key: unknown, table: TableDescription): RuleError | undefined;
  createKey(item: unknown, table: TableDescription): string;
  checkConditional(request: TableRequest, item: Item | undefined): RuleError | null | undefined;
  getIndexActions(
    indexes: readonly IndexDescription[],
    before: Item | null,
    after: Item | null,
    table: TableDescription,
  ): { puts: { index: string; key: string; item: Item }[]; deletes: { index: string; key: string }[] };
}

interface Reading {
  checkTypes(request: TableRequest, types: unknown): TableRequest;
  checkValidations(request: TableRequest, types: unknown, custom: unknown, store: RuleStore): void;
}

interface Operation {
  types: Record<string, unknown>;
  custom?: unknown;
}

type Action = (store: RuleStore, request: TableRequest, done: Done<object>) => void;

const load = createRequire(import.meta.url);

export const rules = load('dynalite/db') as Rules;
const reading = load('dynalite/validations') as Reading;

const fileOf = (operation: string): string => operation.charAt(0).toLowerCase() + operation.slice(1);

/** Checks the request and reads its expressions. Throws a RuleError. */
export function readRequest(operation: string, request: TableRequest, store: RuleStore): TableRequest {
  const { types, custom } = load(`dynalite/validations/${fileOf(operation)}`) as Operation;
  try {
    const read = reading.checkTypes(request, types);
    reading.checkValidations(read, types, custom, store);
    return read;
  } catch (error) {
    // Only the request is looked at here: what the rules stumble over is wrong with it, in a way that they do not know.
    throw isRuleError(error) ? error : rules.validationError(unreadable);
  }
}

const unreadable =
  'One or more parameter values were invalid: a member of the request is null, or not of the type that its place asks for';

/** Carries out a request that has been read. Rejects with a RuleError. */
export function carryOut(operation: string, request: TableRequest, store: RuleStore): Promise<object> {
  const action = load(`dynalite/actions/${fileOf(operation)}`) as Action;
  return new Promise((resolve, reject) => {
    action(store, request, (error, answer) => (error ? reject(error) : resolve(answer ?? {})));
  });
}

const BAD_REQUEST = 400;

/** An error of the service, under its class. */
export function serviceError(type: string, message: string, more: object = {}): RuleError {
  const body = { __type: `com.amazonaws.dynamodb.v20120810#${type}`, message, ...more };
  return Object.assign(new Error(message), { statusCode: BAD_REQUEST, body });
}
