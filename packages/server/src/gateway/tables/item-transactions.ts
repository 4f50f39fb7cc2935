// TransactWriteItems and TransactGetItems, which dynalite does not have: its own actions, all in the one transaction that
// the engine has open for the request.

import { createHash } from 'node:crypto';
import { MILLIS_PER_SECOND, type Millis } from '@perdure/protocol';
import { conditionally } from './condition-check.ts';
import {
  carryOut,
  type Item,
  isRuleError,
  readRequest,
  rules,
  serviceError,
  type TableRequest,
} from './dynalite-rules.ts';
import { itemSpace } from './sqlite-rule-store.ts';
import { existingTable, type TableScope } from './table-administration.ts';
import { tableLimits } from './table-limits.ts';

const writeOperations = { Put: 'PutItem', Update: 'UpdateItem', Delete: 'DeleteItem' } as const;
const kinds = ['ConditionCheck', 'Put', 'Update', 'Delete'] as const;
type WriteKind = (typeof kinds)[number];

interface TransactWrite {
  kind: WriteKind;
  /** As it came. */
  given: TableRequest;
  /** As the rules have read it. */
  read: TableRequest;
}

interface CancellationReason {
  Code: string;
  Message?: string;
  Item?: Item;
}

const TOKENS = 'transaction-token';

/** Writes all or nothing: whoever calls takes back what an error leaves behind. */
export async function transactWriteItems(
  request: TableRequest,
  scope: TableScope,
  now: Millis,
): Promise<object> {
  const writes = readWrites(request, scope);
  const isRepeated = recallToken(request, scope, now);
  if (isRepeated) return {};
  const reasons: CancellationReason[] = [];
  for (const write of writes) reasons.push(await attempt(write, scope));
  if (reasons.every(({ Code }) => Code === 'None')) return {};
  const codes = reasons.map(({ Code }) => Code).join(', ');
  const message = `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`;
  throw serviceError('TransactionCanceledException', message, { CancellationReasons: reasons });
}

function readWrites(request: TableRequest, scope: TableScope): TransactWrite[] {
  const items = request.TransactItems;
  const { transactionItemsMax } = tableLimits;
  if (!Array.isArray(items) || items.length === 0 || items.length > transactionItemsMax) {
    throw rules.validationError(
      `1 validation error detected: Value at 'transactItems' failed to satisfy constraint: Member must have length between 1 and ${transactionItemsMax}`,
    );
  }
  const writes = items.map((item: unknown) => readWrite(item, scope));
  const targets = writes.map(({ read }) => targetOf(read, scope));
  if (new Set(targets).size < targets.length) {
    throw rules.validationError('Transaction request cannot include multiple operations on one item');
  }
  return writes;
}

function readWrite(item: unknown, { store }: TableScope): TransactWrite {
  const given = Object.entries(item ?? {}).filter(([, value]) => value !== null && value !== undefined);
  const [name, operation] = given[0] ?? [];
  const kind = kinds.find((known) => known === name);
  if (kind === undefined || given.length !== 1) {
    throw rules.validationError('TransactItems can only contain one of Check, Put, Update or Delete');
  }
  const request = operation as TableRequest;
  if (kind === 'ConditionCheck' && request.ConditionExpression === undefined) {
    throw rules.validationError('The parameter ConditionExpression is required for ConditionCheck');
  }
  // A check is a delete that does not delete.
  const { ReturnValuesOnConditionCheckFailure: _return, ...rest } = request;
  const read = readRequest(kind === 'ConditionCheck' ? 'DeleteItem' : writeOperations[kind], rest, store);
  return { kind, given: request, read };
}

/** What an item is known by: its table and its key. */
function targetOf({ TableName, Key, Item }: TableRequest, { store }: TableScope): string {
  const table = existingTable(String(TableName), store);
  const key = Key ?? keyOf(Item as Item, table.KeySchema);
  const invalid = rules.validateKey(key, table);
  if (invalid) throw invalid;
  return `${table.TableName} ${rules.createKey(key, table)}`;
}

const keyOf = (item: Item, schema: readonly { AttributeName: string }[]): object =>
  Object.fromEntries(
    schema
      .filter(({ AttributeName }) => item[AttributeName] !== undefined)
      .map(({ AttributeName }) => [AttributeName, item[AttributeName]]),
  );

async function attempt({ kind, given, read }: TransactWrite, scope: TableScope): Promise<CancellationReason> {
  try {
    if (kind === 'ConditionCheck') checkCondition(read, scope);
    else await carryOut(writeOperations[kind], read, scope.store);
    return { Code: 'None' };
  } catch (error) {
    if (!isRuleError(error)) throw error;
    const { body } = conditionally(error, given, scope);
    const isCondition = body.__type.endsWith('ConditionalCheckFailedException');
    return {
      Code: isCondition ? 'ConditionalCheckFailed' : 'ValidationError',
      ...(body.message === undefined ? {} : { Message: body.message }),
      ...(body.Item === undefined ? {} : { Item: body.Item }),
    };
  }
}

function checkCondition(read: TableRequest, { rows, store }: TableScope): void {
  const table = existingTable(String(read.TableName), store);
  const text = rows.get(itemSpace(table.TableName), rules.createKey(read.Key, table));
  const failed = rules.checkConditional(read, text === undefined ? undefined : (JSON.parse(text) as Item));
  if (failed) throw failed;
}

/** Whether the request was carried out before under its token. Otherwise the token is taken. */
function recallToken(request: TableRequest, { rows }: TableScope, now: Millis): boolean {
  const { ClientRequestToken: token, ...rest } = request;
  if (token === undefined || token === null) return false;
  const hash = createHash('sha256').update(JSON.stringify(rest)).digest('base64');
  const known = rows.get(TOKENS, String(token));
  const kept = known === undefined ? undefined : (JSON.parse(known) as { hash: string; until: number });
  if (kept === undefined || kept.until * MILLIS_PER_SECOND <= now) {
    const until = (now + tableLimits.tokenMillisMax) / MILLIS_PER_SECOND;
    rows.put(TOKENS, String(token), JSON.stringify({ hash, until }));
    return false;
  }
  if (kept.hash === hash) return true;
  throw serviceError(
    'IdempotentParameterMismatchException',
    'The ClientRequestToken was used for another request within the last 10 minutes',
  );
}

/** Forgets tokens whose time is over. */
export function forgetTokens({ rows }: TableScope, now: Millis): void {
  const old = rows.between(TOKENS, '$.until', 0, now / MILLIS_PER_SECOND, tableLimits.expiredItemsMax);
  for (const { key } of old) rows.delete(TOKENS, key);
}

export async function transactGetItems(request: TableRequest, { store }: TableScope): Promise<object> {
  const items = request.TransactItems;
  const { transactionItemsMax } = tableLimits;
  if (!Array.isArray(items) || items.length === 0 || items.length > transactionItemsMax) {
    throw rules.validationError(
      `1 validation error detected: Value at 'transactItems' failed to satisfy constraint: Member must have length between 1 and ${transactionItemsMax}`,
    );
  }
  const gets = items.map((item: { Get?: TableRequest } | null) =>
    readRequest('GetItem', item?.Get ?? {}, store),
  );
  const Responses: object[] = [];
  for (const get of gets) Responses.push(await carryOut('GetItem', get, store));
  return { Responses };
}
