// DynamoDB on a file: requests in, answers out, one after the other.
//
// E1  A request is a transaction: it is carried out whole or not at all.
// E2  Requests that wait together share one durable transaction. None is answered before it is committed.
// E3  What a client does wrong is an answer; what breaks here takes back its request, and is told.

import type { Millis, Realm } from '@perdure/protocol';
import { conditionally } from './condition-check.ts';
import { carryOut, isRuleError, readRequest, type TableRequest } from './dynalite-rules.ts';
import { forgetTokens, transactGetItems, transactWriteItems } from './item-transactions.ts';
import { SqliteRuleStore } from './sqlite-rule-store.ts';
import { createTable, deleteTable, type TableScope, updateTable } from './table-administration.ts';
import { tableLimits } from './table-limits.ts';
import { TableRows } from './table-rows.ts';
import type { TableAnswer, TableOperation } from './table-service.ts';
import { checkTagKeys, checkTags } from './tag-check.ts';
import { describeTimeToLive, forgetTimeToLive, removeExpired, updateTimeToLive } from './time-to-live.ts';

export interface TableEngineOptions {
  file: string;
  realm: Realm;
  now(): Millis;
  onFault(fault: unknown): void;
}

interface Waiting {
  run(): Promise<TableAnswer>;
  resolve(answer: TableAnswer): void;
}

type Handler = (request: TableRequest, scope: TableScope, now: Millis) => Promise<object> | object;

const OK = 200;
const BAD_REQUEST = 400;
const SERVER_FAULT = 500;

export class TableEngine {
  readonly #options: TableEngineOptions;
  readonly #scope: TableScope;
  readonly #waiting: Waiting[] = [];
  #turn: Promise<void> | undefined;

  constructor(options: TableEngineOptions) {
    this.#options = options;
    const rows = new TableRows(options.file);
    this.#scope = { rows, store: new SqliteRuleStore(rows, options.realm) };
  }

  /** Resolves when what the request wrote is durable. Never rejects. */
  request(operation: TableOperation, body: string): Promise<TableAnswer> {
    return this.#enqueue(() => this.#answer(operation, body));
  }

  /** Removes items and tokens whose time is over. */
  async expire(): Promise<void> {
    await this.#enqueue(async () => {
      const now = this.#options.now();
      await removeExpired(this.#scope, now);
      forgetTokens(this.#scope, now);
      return { status: OK, body: '' };
    });
  }

  /** Carries out what waits, and closes the file. */
  async close(): Promise<void> {
    while (this.#turn !== undefined) await this.#turn;
    this.#scope.rows.close();
  }

  #enqueue(run: () => Promise<TableAnswer>): Promise<TableAnswer> {
    return new Promise((resolve) => {
      this.#waiting.push({ run, resolve });
      this.#turn ??= Promise.resolve().then(() => this.#takeTurns());
    });
  }

  async #takeTurns(): Promise<void> {
    while (this.#waiting.length > 0) {
      await this.#takeTurn(this.#waiting.splice(0, tableLimits.groupRequestsMax));
    }
    this.#turn = undefined;
  }

  async #takeTurn(group: readonly Waiting[]): Promise<void> {
    const { rows } = this.#scope;
    const answers: TableAnswer[] = [];
    try {
      rows.begin();
      for (const { run } of group) answers.push(await this.#isolated(run));
      rows.commit();
    } catch (fault) {
      this.#options.onFault(fault);
      rows.rollback();
      answers.length = 0;
    }
    for (const [at, { resolve }] of group.entries()) resolve(answers[at] ?? serverFault);
  }

  async #isolated(run: () => Promise<TableAnswer>): Promise<TableAnswer> {
    const { rows } = this.#scope;
    rows.savepoint();
    try {
      const answer = await run();
      rows.release();
      return answer;
    } catch (error) {
      rows.undo();
      if (isRuleError(error)) return { status: error.statusCode, body: JSON.stringify(error.body) };
      this.#options.onFault(error);
      return serverFault;
    }
  }

  async #answer(operation: TableOperation, body: string): Promise<TableAnswer> {
    const request = parse(body);
    if (request === undefined)
      return refusal('SerializationException', 'The request body must be a JSON object');
    const answer = await handlers[operation](request, this.#scope, this.#options.now());
    return { status: OK, body: JSON.stringify(answer) };
  }
}

const serverFault: TableAnswer = {
  status: SERVER_FAULT,
  body: JSON.stringify({
    __type: 'com.amazonaws.dynamodb.v20120810#InternalServerError',
    message: 'The server failed on this request. Its log tells why.',
  }),
};

const refusal = (type: string, message: string): TableAnswer => ({
  status: BAD_REQUEST,
  body: JSON.stringify({ __type: `com.amazon.coral.service#${type}`, message }),
});

function parse(body: string): TableRequest | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as TableRequest)
      : undefined;
  } catch {
    return undefined;
  }
}

/** What dynalite does alone. */
const byRules =
  (operation: string): Handler =>
  async (request, scope) => {
    const { ReturnValuesOnConditionCheckFailure: _return, ...rest } = request;
    const read = readRequest(operation, rest, scope.store);
    try {
      return await carryOut(operation, read, scope.store);
    } catch (error) {
      throw isRuleError(error) ? conditionally(error, request, scope) : error;
    }
  };

const checked =
  (check: (request: TableRequest) => void, handler: Handler): Handler =>
  async (request, scope, now) => {
    check(request);
    return handler(request, scope, now);
  };

const handlers: { readonly [Operation in TableOperation]: Handler } = {
  BatchGetItem: byRules('BatchGetItem'),
  BatchWriteItem: byRules('BatchWriteItem'),
  DeleteItem: byRules('DeleteItem'),
  DescribeTable: byRules('DescribeTable'),
  GetItem: byRules('GetItem'),
  ListTables: byRules('ListTables'),
  ListTagsOfResource: byRules('ListTagsOfResource'),
  PutItem: byRules('PutItem'),
  Query: byRules('Query'),
  Scan: byRules('Scan'),
  TagResource: checked(checkTags, byRules('TagResource')),
  UntagResource: checked(checkTagKeys, byRules('UntagResource')),
  UpdateItem: byRules('UpdateItem'),
  CreateTable: createTable,
  UpdateTable: updateTable,
  DeleteTable: (request, scope) => {
    const answer = deleteTable(request, scope);
    forgetTimeToLive(String(request.TableName), scope);
    return answer;
  },
  DescribeTimeToLive: describeTimeToLive,
  UpdateTimeToLive: updateTimeToLive,
  TransactWriteItems: transactWriteItems,
  TransactGetItems: transactGetItems,
};
