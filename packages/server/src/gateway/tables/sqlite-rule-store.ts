// The store that dynalite's actions work on, over rows in SQLite. Everything is called back at once: an action on items runs
// from its first read to its last write without giving way, inside the transaction of whoever called it.

import { Readable } from 'node:stream';
import type { Realm } from '@perdure/protocol';
import {
  type KeyRange,
  type RowSpace,
  type RuleStore,
  serviceError,
  type TableDescription,
  type TableSpace,
} from './dynalite-rules.ts';
import { tableLimits } from './table-limits.ts';
import type { TableRows } from './table-rows.ts';

export const TABLES = 'table';
export const itemSpace = (tableName: string): string => `item-${tableName}`;
export const indexSpace = (indexType: string, tableName: string, indexName: string): string =>
  `index-${indexType.toLowerCase()}~${tableName}~${indexName}`;
export const tagSpace = (tableName: string): string => `tag-${tableName}`;

export class SqliteRuleStore implements RuleStore {
  readonly options = { maxItemSize: tableLimits.itemBytesMax, createTableMs: 0 };
  readonly tableDb: TableSpace;
  readonly #rows: TableRows;

  constructor(rows: TableRows, { account, region }: Realm) {
    this.#rows = rows;
    this.tableDb = Object.assign(new SqliteRowSpace(rows, TABLES), {
      awsAccountId: account,
      awsRegion: region,
    });
  }

  getItemDb(tableName: string): RowSpace {
    return new SqliteRowSpace(this.#rows, itemSpace(tableName));
  }

  getIndexDb(indexType: string, tableName: string, indexName: string): RowSpace {
    return new SqliteRowSpace(this.#rows, indexSpace(indexType, tableName, indexName));
  }

  getTagDb(tableName: string): RowSpace {
    return new SqliteRowSpace(this.#rows, tagSpace(tableName));
  }

  getTable: RuleStore['getTable'] = (tableName, checkStatus, done) => {
    const answer = typeof checkStatus === 'function' ? checkStatus : done;
    const table = this.table(tableName);
    // Actions that look for items say no more; those about the table name it.
    const detail = checkStatus === false ? `: Table: ${tableName} not found` : '';
    if (table !== undefined) answer?.(null, table);
    else answer?.(serviceError('ResourceNotFoundException', `Requested resource not found${detail}`));
  };

  table(tableName: string): TableDescription | undefined {
    const text = this.#rows.get(TABLES, tableName);
    return text === undefined ? undefined : (JSON.parse(text) as TableDescription);
  }
}

class SqliteRowSpace implements RowSpace {
  readonly #rows: TableRows;
  readonly #space: string;

  constructor(rows: TableRows, space: string) {
    this.#rows = rows;
    this.#space = space;
  }

  get: RowSpace['get'] = (key, done) => {
    const text = this.#rows.get(this.#space, key);
    if (text !== undefined) done(null, JSON.parse(text));
    else done(Object.assign(new Error(`no row ${key}`), { name: 'NotFoundError' }));
  };

  put: RowSpace['put'] = (key, value, done) => {
    this.#rows.put(this.#space, key, JSON.stringify(value));
    done();
  };

  del: RowSpace['del'] = (key, done) => {
    this.#rows.delete(this.#space, key);
    done();
  };

  batch: RowSpace['batch'] = (changes, done) => {
    for (const { type, key, value } of changes) {
      if (type === 'put') this.#rows.put(this.#space, key, JSON.stringify(value));
      else this.#rows.delete(this.#space, key);
    }
    done();
  };

  createKeyStream = (range?: KeyRange): Readable => this.#stream(range, ({ key }) => key);

  createValueStream = (range?: KeyRange): Readable => this.#stream(range, ({ value }) => JSON.parse(value));

  /** Requests are carried out one after the other: nobody else is ever there. */
  lock: RowSpace['lock'] = (_key, begin) => begin((callback) => callback);

  #stream(range: KeyRange | undefined, show: (row: { key: string; value: string }) => unknown): Readable {
    const rows = this.#rows.range(this.#space, range);
    return Readable.from(rows.map(show));
  }
}
