// What the HTTP layer may ask about tables: DynamoDB's operations, as JSON in and out.

export const tableOperations = [
  'BatchGetItem',
  'BatchWriteItem',
  'CreateTable',
  'DeleteItem',
  'DeleteTable',
  'DescribeTable',
  'DescribeTimeToLive',
  'GetItem',
  'ListTables',
  'ListTagsOfResource',
  'PutItem',
  'Query',
  'Scan',
  'TagResource',
  'TransactGetItems',
  'TransactWriteItems',
  'UntagResource',
  'UpdateItem',
  'UpdateTable',
  'UpdateTimeToLive',
] as const;

export type TableOperation = (typeof tableOperations)[number];

export interface TableAnswer {
  status: number;
  /** JSON text. */
  body: string;
}

export interface TableService {
  /** Resolves when what the request wrote is durable. What the client did wrong is an answer. */
  request(operation: TableOperation, body: string): Promise<TableAnswer>;
}
