// CreateTable, UpdateTable and DeleteTable. dynalite plays the minutes that AWS takes for them, with timers; here they are
// done when they are answered.

import {
  carryOut,
  type IndexDescription,
  type Item,
  readRequest,
  rules,
  serviceError,
  type TableDescription,
  type TableRequest,
} from './dynalite-rules.ts';
import { indexSpace, itemSpace, type SqliteRuleStore, TABLES, tagSpace } from './sqlite-rule-store.ts';
import type { TableRows } from './table-rows.ts';

export interface TableScope {
  readonly rows: TableRows;
  readonly store: SqliteRuleStore;
}

export async function createTable(request: TableRequest, { rows, store }: TableScope): Promise<object> {
  const read = readRequest('CreateTable', { BillingMode: 'PAY_PER_REQUEST', ...request }, store);
  let isAnswered = false;
  // The timer of dynalite writes the table once more, after its answer: that write is ours.
  const tableDb = Object.assign(Object.create(store.tableDb) as typeof store.tableDb, {
    put: (key: string, value: unknown, done: () => void) =>
      isAnswered ? done() : store.tableDb.put(key, value, done),
  });
  await carryOut('CreateTable', read, Object.assign(Object.create(store) as SqliteRuleStore, { tableDb }));
  isAnswered = true;
  const table = existingTable(String(read.TableName), store);
  const active: TableDescription = {
    ...table,
    TableStatus: 'ACTIVE',
    ...(table.GlobalSecondaryIndexes === undefined
      ? {}
      : { GlobalSecondaryIndexes: table.GlobalSecondaryIndexes.map(activeIndex) }),
  };
  rows.put(TABLES, table.TableName, JSON.stringify(active));
  return { TableDescription: active };
}

const activeIndex = (index: IndexDescription): IndexDescription => ({ ...index, IndexStatus: 'ACTIVE' });

export function deleteTable(request: TableRequest, { rows, store }: TableScope): object {
  const { TableName } = readRequest('DeleteTable', request, store);
  const table = existingTable(String(TableName), store);
  for (const [type, indexes] of indexesOf(table)) {
    for (const { IndexName } of indexes) rows.deleteSpace(indexSpace(type, table.TableName, IndexName));
  }
  rows.deleteSpace(itemSpace(table.TableName));
  rows.deleteSpace(tagSpace(table.TableName));
  rows.delete(TABLES, table.TableName);
  return { TableDescription: { ...table, TableStatus: 'DELETING' } };
}

interface IndexUpdate {
  Create?: IndexDescription;
  Delete?: { IndexName: string };
}

/** Makes and removes global indexes. Throughput is not limited here, so what is said of it is taken and means nothing. */
export function updateTable(request: TableRequest, { rows, store }: TableScope): object {
  const { TableName, AttributeDefinitions, GlobalSecondaryIndexUpdates = [] } = readUpdate(request, store);
  const table = existingTable(TableName, store);
  let indexes = table.GlobalSecondaryIndexes ?? [];
  const definitions = definedAttributes(table, AttributeDefinitions);
  for (const { Create, Delete } of GlobalSecondaryIndexUpdates) {
    if (Delete !== undefined) {
      if (!indexes.some(({ IndexName }) => IndexName === Delete.IndexName)) {
        throw serviceError(
          'ResourceNotFoundException',
          `Requested resource not found: Index: ${Delete.IndexName}`,
        );
      }
      indexes = indexes.filter(({ IndexName }) => IndexName !== Delete.IndexName);
      rows.deleteSpace(indexSpace('Global', TableName, Delete.IndexName));
    }
    if (Create !== undefined) {
      if (indexes.some(({ IndexName }) => IndexName === Create.IndexName)) {
        throw rules.validationError(
          `Attempting to create an index which already exists: ${Create.IndexName}`,
        );
      }
      indexes = [...indexes, indexDescription(Create, table)];
    }
  }
  const { GlobalSecondaryIndexes: _before, ...rest } = table;
  const updated: TableDescription = {
    ...rest,
    AttributeDefinitions: definitions,
    ...(indexes.length === 0 ? {} : { GlobalSecondaryIndexes: indexes }),
  };
  // The rules of a new table hold for a changed one: keys are defined, and nothing is defined that is no key.
  readRequest('CreateTable', creationOf(updated), store);
  rows.put(TABLES, TableName, JSON.stringify(updated));
  for (const { Create } of GlobalSecondaryIndexUpdates)
    if (Create !== undefined) fillIndex(Create, updated, rows);
  return { TableDescription: updated };
}

interface ReadUpdate {
  TableName: string;
  AttributeDefinitions?: TableDescription['AttributeDefinitions'];
  GlobalSecondaryIndexUpdates?: IndexUpdate[];
}

function readUpdate(request: TableRequest, store: SqliteRuleStore): ReadUpdate {
  const { TableName } = readRequest('DescribeTable', { TableName: request.TableName }, store);
  const { AttributeDefinitions, GlobalSecondaryIndexUpdates } = request as unknown as ReadUpdate;
  return {
    TableName: String(TableName),
    ...(AttributeDefinitions === undefined ? {} : { AttributeDefinitions }),
    ...(GlobalSecondaryIndexUpdates === undefined ? {} : { GlobalSecondaryIndexUpdates }),
  };
}

/** The definitions that were, with those that are given; what no key needs any more is left out by the writer. */
function definedAttributes(
  { AttributeDefinitions: before }: TableDescription,
  given: TableDescription['AttributeDefinitions'] = [],
): TableDescription['AttributeDefinitions'] {
  if (given.length === 0) return before;
  const names = new Set(given.map(({ AttributeName }) => AttributeName));
  return [...before.filter(({ AttributeName }) => !names.has(AttributeName)), ...given];
}

const indexDescription = (
  index: IndexDescription,
  { TableName, ...table }: TableDescription,
): IndexDescription => {
  const { IndexName, KeySchema, Projection } = index;
  const arn = 'TableArn' in table ? `${String(table.TableArn)}/index/${IndexName}` : TableName;
  const counts = { IndexSizeBytes: 0, ItemCount: 0, IndexArn: arn };
  return { IndexName, KeySchema, Projection, IndexStatus: 'ACTIVE', ...counts };
};

/** What CreateTable would have been asked for the table. */
function creationOf(table: TableDescription): TableRequest {
  const { TableName, KeySchema, GlobalSecondaryIndexes, LocalSecondaryIndexes } = table;
  const keys = [
    KeySchema,
    ...indexesOf(table).flatMap(([, indexes]) => indexes.map((index) => index.KeySchema)),
  ].flat();
  const names = new Set(keys.map(({ AttributeName }) => AttributeName));
  const shape = ({ IndexName, KeySchema: indexKeys, Projection }: IndexDescription) => ({
    IndexName,
    KeySchema: indexKeys,
    Projection,
  });
  return {
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: table.AttributeDefinitions.filter(({ AttributeName }) => names.has(AttributeName)),
    KeySchema,
    ...(GlobalSecondaryIndexes === undefined
      ? {}
      : { GlobalSecondaryIndexes: GlobalSecondaryIndexes.map(shape) }),
    ...(LocalSecondaryIndexes === undefined
      ? {}
      : { LocalSecondaryIndexes: LocalSecondaryIndexes.map(shape) }),
  };
}

/** Enters all items of the table into a new index. */
function fillIndex(index: IndexDescription, table: TableDescription, rows: TableRows): void {
  for (const { value } of rows.range(itemSpace(table.TableName))) {
    const { puts } = rules.getIndexActions([index], null, JSON.parse(value) as Item, table);
    for (const { key, item } of puts) {
      rows.put(indexSpace('Global', table.TableName, index.IndexName), key, JSON.stringify(item));
    }
  }
}

const indexesOf = (table: TableDescription): (readonly [string, readonly IndexDescription[]])[] => [
  ['Global', table.GlobalSecondaryIndexes ?? []],
  ['Local', table.LocalSecondaryIndexes ?? []],
];

export function existingTable(tableName: string, store: SqliteRuleStore): TableDescription {
  const table = store.table(tableName);
  if (table !== undefined) return table;
  throw serviceError(
    'ResourceNotFoundException',
    `Requested resource not found: Table: ${tableName} not found`,
  );
}
