// Makes the tables of stacks what their documents say, through the operations that everybody has.

import {
  accepted,
  type Result,
  refused,
  type StackDocument,
  type StackTable,
  type TableIndex,
} from '@perdure/protocol';
import type { TableOperation, TableService } from './table-service.ts';

/** A table as DescribeTable tells it, as far as it matters here. */
interface Described {
  KeySchema: StackTable['KeySchema'];
  AttributeDefinitions: StackTable['AttributeDefinitions'];
  GlobalSecondaryIndexes?: TableIndex[];
  LocalSecondaryIndexes?: TableIndex[];
}

export class StackTables {
  readonly #tables: TableService;

  constructor(tables: TableService) {
    this.#tables = tables;
  }

  /** Makes and changes tables; what one already is stays as it is, items included. */
  async prepare({ Tables = [] }: StackDocument): Promise<Result<void>> {
    for (const table of Tables) {
      const ready = await this.#makeReady(table);
      if (!ready.ok) {
        const message = `table ${table.TableName}: ${ready.refusal.message}`;
        return refused('InvalidParameterValueException', message);
      }
    }
    return accepted(undefined);
  }

  /** Removes tables that a stack had and has no more, unless they are to be kept. */
  async discard(
    { Tables: before = [] }: StackDocument,
    { Tables: after = [] }: StackDocument,
  ): Promise<void> {
    const kept = new Set(after.map(({ TableName }) => TableName));
    for (const { TableName, DeletionPolicy = 'Delete' } of before) {
      if (!kept.has(TableName) && DeletionPolicy === 'Delete') await this.#ask('DeleteTable', { TableName });
    }
  }

  async #makeReady(table: StackTable): Promise<Result<void>> {
    const { TableName } = table;
    const described = await this.#ask<{ Table: Described }>('DescribeTable', { TableName });
    const current = described.ok ? described.value.Table : undefined;
    const made = current === undefined ? await this.#create(table) : await this.#change(table, current);
    return made.ok ? this.#setTimeToLive(table) : made;
  }

  #create(table: StackTable): Promise<Result<unknown>> {
    const { TimeToLiveSpecification: _later, DeletionPolicy: _ours, ...request } = table;
    return this.#ask('CreateTable', { ...request, BillingMode: 'PAY_PER_REQUEST' });
  }

  async #change(table: StackTable, current: Described): Promise<Result<unknown>> {
    if (!isSame(keysOf(table), keysOf(current))) return this.#replace(table);
    const wanted = table.GlobalSecondaryIndexes ?? [];
    const had = current.GlobalSecondaryIndexes ?? [];
    const gone = had.filter((index) => !wanted.some((other) => isSame(shape(index), shape(other))));
    const fresh = wanted.filter((index) => !had.some((other) => isSame(shape(index), shape(other))));
    if (gone.length + fresh.length === 0) return accepted(undefined);
    return this.#ask('UpdateTable', {
      TableName: table.TableName,
      AttributeDefinitions: table.AttributeDefinitions,
      GlobalSecondaryIndexUpdates: [
        ...gone.map(({ IndexName }) => ({ Delete: { IndexName } })),
        ...fresh.map((index) => ({ Create: index })),
      ],
    });
  }

  /** Other keys, or other local indexes, are another table: it is made anew, if it has no items. */
  async #replace(table: StackTable): Promise<Result<unknown>> {
    const { TableName } = table;
    const scanned = await this.#ask<{ Count: number }>('Scan', { TableName, Limit: 1 });
    if (!scanned.ok) return scanned;
    if (scanned.value.Count > 0) {
      const message =
        'its keys and local indexes cannot change while it has items; give the new table another name, or remove the table first';
      return refused('InvalidParameterValueException', message);
    }
    const deleted = await this.#ask('DeleteTable', { TableName });
    return deleted.ok ? this.#create(table) : deleted;
  }

  async #setTimeToLive({ TableName, TimeToLiveSpecification: wanted }: StackTable): Promise<Result<void>> {
    const described = await this.#ask<{ TimeToLiveDescription: { AttributeName?: string } }>(
      'DescribeTimeToLive',
      {
        TableName,
      },
    );
    if (!described.ok) return described;
    const current = described.value.TimeToLiveDescription.AttributeName;
    const attribute = wanted?.Enabled === true ? wanted.AttributeName : undefined;
    if (current === attribute) return accepted(undefined);
    const specification = attribute === undefined ? { AttributeName: current, Enabled: false } : wanted;
    const updated = await this.#ask('UpdateTimeToLive', {
      TableName,
      TimeToLiveSpecification: specification,
    });
    return updated.ok ? accepted(undefined) : updated;
  }

  async #ask<Answer>(operation: TableOperation, request: object): Promise<Result<Answer>> {
    const { status, body } = await this.#tables.request(operation, JSON.stringify(request));
    const answer = JSON.parse(body) as Answer & { message?: string };
    if (status === OK) return accepted(answer);
    if (status >= SERVER_FAULT) throw new Error(`${operation} failed: ${body}`);
    return refused('InvalidParameterValueException', answer.message ?? body);
  }
}

const OK = 200;
const SERVER_FAULT = 500;

/** What cannot change in a table: its keys with their types, and its local indexes. */
function keysOf({ KeySchema, AttributeDefinitions, LocalSecondaryIndexes = [] }: Described): unknown {
  const typeOf = (name: string) =>
    AttributeDefinitions.find(({ AttributeName }) => AttributeName === name)?.AttributeType;
  const keys = KeySchema.map(({ AttributeName, KeyType }) => [KeyType, AttributeName, typeOf(AttributeName)]);
  return [keys, LocalSecondaryIndexes.map(shape).sort()];
}

/** What an index is, without what is counted of it. */
const shape = ({ IndexName, KeySchema, Projection }: TableIndex): string =>
  JSON.stringify([
    IndexName,
    KeySchema.map(({ AttributeName, KeyType }) => [AttributeName, KeyType]),
    Projection.ProjectionType,
    (Projection.NonKeyAttributes ?? []).toSorted(),
  ]);

const isSame = (left: unknown, right: unknown): boolean => JSON.stringify(left) === JSON.stringify(right);
