// Time to live, which dynalite does not have: items whose time is over are removed, indexes included.

import { MILLIS_PER_SECOND, type Millis } from '@perdure/protocol';
import {
  carryOut,
  type Item,
  readRequest,
  rules,
  type TableDescription,
  type TableRequest,
} from './dynalite-rules.ts';
import { itemSpace } from './sqlite-rule-store.ts';
import { existingTable, type TableScope } from './table-administration.ts';
import { tableLimits } from './table-limits.ts';

/** Names of tables and the attributes that hold when their items expire. */
const EXPIRIES = 'time-to-live';

interface Specification {
  AttributeName?: unknown;
  Enabled?: unknown;
}

export function updateTimeToLive(request: TableRequest, scope: TableScope): object {
  const table = namedTable(request, scope);
  const { AttributeName, Enabled } = (request.TimeToLiveSpecification ?? {}) as Specification;
  if (typeof AttributeName !== 'string' || AttributeName === '' || typeof Enabled !== 'boolean') {
    throw rules.validationError('TimeToLiveSpecification needs an AttributeName and Enabled');
  }
  const current = attributeOf(table.TableName, scope);
  if (Enabled && current === AttributeName) throw rules.validationError('TimeToLive is already enabled');
  if (!Enabled && current === undefined) throw rules.validationError('TimeToLive is already disabled');
  if (Enabled) scope.rows.put(EXPIRIES, table.TableName, JSON.stringify(AttributeName));
  else scope.rows.delete(EXPIRIES, table.TableName);
  return { TimeToLiveSpecification: { AttributeName, Enabled } };
}

export function describeTimeToLive(request: TableRequest, scope: TableScope): object {
  const AttributeName = attributeOf(namedTable(request, scope).TableName, scope);
  const description =
    AttributeName === undefined
      ? { TimeToLiveStatus: 'DISABLED' }
      : { TimeToLiveStatus: 'ENABLED', AttributeName };
  return { TimeToLiveDescription: description };
}

export const forgetTimeToLive = (tableName: string, { rows }: TableScope): void =>
  rows.delete(EXPIRIES, tableName);

function namedTable(request: TableRequest, { store }: TableScope): TableDescription {
  const { TableName } = readRequest('DescribeTable', { TableName: request.TableName }, store);
  return existingTable(String(TableName), store);
}

function attributeOf(tableName: string, { rows }: TableScope): string | undefined {
  const text = rows.get(EXPIRIES, tableName);
  return text === undefined ? undefined : (JSON.parse(text) as string);
}

/** Removes items whose time is over, a bounded number of each table. */
export async function removeExpired(scope: TableScope, now: Millis): Promise<void> {
  const { rows, store } = scope;
  const { expiryAgeSecondsMax, expiredItemsMax } = tableLimits;
  const seconds = Math.floor(now / MILLIS_PER_SECOND);
  for (const { key: tableName, value } of [...rows.range(EXPIRIES)]) {
    const table = store.table(tableName);
    if (table === undefined) continue;
    const path = `$.${JSON.stringify(JSON.parse(value))}.N`;
    const expired = rows.between(
      itemSpace(tableName),
      path,
      seconds - expiryAgeSecondsMax,
      seconds,
      expiredItemsMax,
    );
    for (const { value: text } of expired) {
      const item = JSON.parse(text) as Item;
      const Key = Object.fromEntries(
        table.KeySchema.map(({ AttributeName }) => [AttributeName, item[AttributeName]]),
      );
      await carryOut('DeleteItem', { TableName: tableName, Key }, store);
    }
  }
}
