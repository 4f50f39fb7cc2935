// What a well-formed request of each API holds: the ground from which the fuzz mutates.

import { zipSync } from 'fflate';

/** What is there on the server under fuzz. */
export interface Known {
  functionName: string;
  executionArn: string;
  callbackId: string;
}

export const TABLE_NAME = 'drinks';
export const STACK_NAME = 'shop';

const account = '000000000000';
const functionArn = (name: string): string => `arn:aws:lambda:us-east-1:${account}:function:${name}`;
const Role = `arn:aws:iam::${account}:role/order`;

/** Values of path labels that name something, by the label. A label that is not here is `x`. */
export const goodLabels = ({
  functionName,
  executionArn,
  callbackId,
}: Known): Readonly<Record<string, readonly string[]>> => ({
  DurableExecutionArn: [executionArn],
  CallbackId: [callbackId],
  FunctionName: [functionName, `${functionName}:1`, `${functionName}:live`, functionArn(functionName)],
  Name: ['live'],
  Resource: [functionArn(functionName)],
  ResourceArn: [functionArn(functionName)],
  StatementId: ['shop'],
  StackName: [STACK_NAME],
  UserName: ['alice', 'bob'],
  RoleName: ['barista'],
  PolicyName: ['own', 'ReadOnlyAccess'],
  AccessKeyId: ['AKIAAAAAAAAAAAAAAAAA'],
  // Of routes that are no APIs.
  id: ['shop', 'old', 'open', 'signed'],
  '*': ['orders/1', 'v1/orders', 'v1/any/thing', 'every-route.test.ts'],
  hash: ['00ff'],
});

const ZipFile = Buffer.from(
  zipSync({ 'index.mjs': Buffer.from('export const handler = async () => 1;') }),
).toString('base64');
const configuration = {
  Runtime: 'nodejs24.x',
  Handler: 'index.handler',
  Timeout: 3,
  Environment: { Variables: { STAGE: 'x' } },
  DurableConfig: { ExecutionTimeout: 60 },
};
const alias = {
  Name: 'live',
  FunctionVersion: '1',
  RoutingConfig: { AdditionalVersionWeights: { 2: 0.5 } },
};
const error = { ErrorMessage: 'm', ErrorType: 't', ErrorData: 'd', StackTrace: ['a'] };
const eventInvoke = { MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 };
const statement = { Effect: 'Allow', Action: ['lambda:InvokeFunction'], Resource: '*' };
const policy = {
  Version: '2012-10-17',
  Statement: [{ ...statement, Condition: { IpAddress: { 'aws:SourceIp': '127.0.0.0/8' } } }],
};
const updates = [
  { Id: 'a', Type: 'STEP', Action: 'FAIL', Name: 'pay', Error: error },
  { Id: 'b', Type: 'STEP', Action: 'RETRY', StepOptions: { NextAttemptDelaySeconds: 5 } },
  { Id: 'c', Type: 'WAIT', Action: 'START', WaitOptions: { WaitSeconds: 5 }, ParentId: 'p' },
  { Id: 'd', Type: 'CHAINED_INVOKE', Action: 'START', ChainedInvokeOptions: { FunctionName: 'f:1' } },
];

export const table = {
  TableName: TABLE_NAME,
  AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' as const }],
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' as const }],
};

/** A document of each part that stacks have. */
export const stackDocument = (functionName: string) => {
  const called = { Function: `${functionName}:$LATEST` };
  const Integration = { Type: 'AWS_PROXY' as const, ...called };
  const mapped = {
    Type: 'AWS' as const,
    ...called,
    RequestTemplates: { 'application/json': '{"id": "$context.requestId", "body": $input.json(\'$\')}' },
    Responses: [{ StatusCode: 200 }],
  };
  return {
    Description: 'a shop',
    Apis: [
      {
        ApiId: 'shop',
        Name: 'Shop',
        Protocol: 'HTTP' as const,
        Cors: { AllowOrigins: ['https://shop.example'], AllowMethods: ['GET'] },
        Routes: [{ Method: 'ANY', Path: '/orders/{id}', Integration }],
      },
      {
        ApiId: 'old',
        Name: 'Old',
        Protocol: 'REST' as const,
        Stage: 'v1',
        Routes: [
          { Method: 'POST', Path: '/orders', Integration: mapped },
          { Method: 'ANY', Path: '/{proxy+}', Integration },
        ],
      },
    ],
    FunctionUrls: [
      { UrlId: 'open', ...called, AuthType: 'NONE' as const },
      { UrlId: 'signed', ...called, AuthType: 'AWS_IAM' as const },
    ],
    Rules: [
      {
        Name: 'orders',
        EventPattern: { source: ['shop'], detail: { price: [{ numeric: ['>', 5] }] } },
        Targets: [{ Id: 'order', ...called }],
      },
    ],
    Tables: [table],
  };
};

const key = { id: { S: 'latte' } };
const item = {
  ...key,
  price: { N: '4.5' },
  sizes: { SS: ['small', 'large'] },
  notes: { M: { oat: { BOOL: true } } },
};
const named = { TableName: TABLE_NAME };
const priced = {
  ExpressionAttributeNames: { '#price': 'price' },
  ExpressionAttributeValues: { ':price': { N: '4' } },
};
const update = { ...named, Key: key, UpdateExpression: 'SET #price = :price', ...priced };
const put = {
  ...named,
  Item: item,
  ConditionExpression: 'attribute_not_exists(id) OR #price > :price',
  ...priced,
};
export const tableArn = `arn:aws:dynamodb:us-east-1:${account}:table/${TABLE_NAME}`;

const tableRequests: Readonly<Record<string, object>> = {
  BatchGetItem: { RequestItems: { [TABLE_NAME]: { Keys: [key] } } },
  BatchWriteItem: {
    RequestItems: {
      [TABLE_NAME]: [{ PutRequest: { Item: item } }, { DeleteRequest: { Key: { id: { S: 'tea' } } } }],
    },
  },
  CreateTable: { ...table, TableName: 'more', BillingMode: 'PAY_PER_REQUEST' },
  DeleteItem: { ...named, Key: key, ReturnValues: 'ALL_OLD' },
  DeleteTable: { TableName: 'more' },
  DescribeTable: named,
  DescribeTimeToLive: named,
  GetItem: { ...named, Key: key, ProjectionExpression: 'id, notes.oat', ConsistentRead: true },
  ListTables: { Limit: 5 },
  ListTagsOfResource: { ResourceArn: tableArn },
  PutItem: put,
  Query: {
    ...named,
    KeyConditionExpression: 'id = :id',
    ExpressionAttributeValues: { ':id': { S: 'latte' } },
  },
  Scan: { ...named, FilterExpression: '#price < :price', ...priced, Limit: 3 },
  TagResource: { ResourceArn: tableArn, Tags: [{ Key: 'team', Value: 'bar' }] },
  TransactGetItems: { TransactItems: [{ Get: { ...named, Key: key } }] },
  TransactWriteItems: { TransactItems: [{ Put: put }, { Update: { ...update, Key: { id: { S: 'tea' } } } }] },
  UntagResource: { ResourceArn: tableArn, TagKeys: ['team'] },
  UpdateItem: update,
  UpdateTable: { ...named, BillingMode: 'PAY_PER_REQUEST' },
  UpdateTimeToLive: { ...named, TimeToLiveSpecification: { AttributeName: 'expires', Enabled: true } },
  BatchExecuteStatement: { Statements: [{ Statement: 'SELECT * FROM drinks' }] },
  ExecuteStatement: { Statement: 'SELECT * FROM drinks' },
  ExecuteTransaction: { TransactStatements: [{ Statement: 'SELECT * FROM drinks' }] },
};

const event = {
  Source: 'shop',
  DetailType: 'order',
  Detail: '{"price":7}',
  Resources: ['one'],
  Time: 1_767_225_600,
};
const eventRequests: Readonly<Record<string, object>> = {
  PutEvents: { Entries: [event] },
  TestEventPattern: {
    EventPattern: '{"source":["shop"]}',
    Event:
      '{"id":"1","source":"shop","detail-type":"order","account":"0","region":"x","time":"2026-01-01T00:00:00Z","resources":[],"detail":{}}',
  },
  ListEventBuses: { NamePrefix: 'd', Limit: 1 },
  DescribeEventBus: { Name: 'default' },
  ListRules: { EventBusName: 'default' },
  DescribeRule: { Name: 'orders' },
  ListTargetsByRule: { Rule: 'orders' },
};

const withPrefix = (prefix: string, requests: Readonly<Record<string, object>>) =>
  Object.fromEntries(Object.entries(requests).map(([name, body]) => [`${prefix}:${name}`, body]));

/** The body of each API that reads one, by its name. */
export const goodBodies = ({ functionName, callbackId }: Known): Readonly<Record<string, unknown>> => ({
  CheckpointDurableExecution: { CheckpointToken: 'T1==', ClientToken: 'c1', Updates: updates },
  StopDurableExecution: error,
  PauseDurableExecution: { ExecutionTimeoutPaused: true, ClientToken: 'p1' },
  ResumeDurableExecution: { ClientToken: 'r1' },
  SendDurableExecutionCallbackSuccess: { status: 'PAID' },
  SendDurableExecutionCallbackFailure: error,
  SendDurableExecutionCallbackHeartbeat: {},
  Invoke: { orderId: 'A-1', callbackId },
  InvokeWithResponseStream: { orderId: 'A-1' },
  InvokeAsync: { orderId: 'A-1' },
  CreateFunction: { ...configuration, FunctionName: 'another', Role, Code: { ZipFile }, Publish: true },
  UpdateFunctionConfiguration: configuration,
  UpdateFunctionCode: { ZipFile, Publish: true },
  PublishVersion: { Description: 'the first' },
  CreateAlias: alias,
  UpdateAlias: alias,
  PutFunctionConcurrency: { ReservedConcurrentExecutions: 2 },
  TagResource: { Tags: { team: 'orders' } },
  PutFunctionEventInvokeConfig: eventInvoke,
  UpdateFunctionEventInvokeConfig: eventInvoke,
  AddPermission: { StatementId: 'shop', Action: 'lambda:InvokeFunction', Principal: 'events.amazonaws.com' },
  PutResourcePolicy: { Policy: JSON.stringify(policy) },
  'perdure:PutStack': stackDocument(functionName),
  'perdure:CreateSession': { AccessKeyId: 'AKIAAAAAAAAAAAAAAAAA', SecretAccessKey: 'secret' },
  'perdure:CreateLoginLink': {},
  'perdure:CreateUser': {},
  'perdure:CreateRole': {},
  'perdure:CreateAccessKey': {},
  'perdure:UpdateAccessKey': { Status: 'Inactive' },
  'perdure:PutUserPolicy': { PolicyDocument: policy },
  'perdure:PutRolePolicy': { PolicyDocument: policy },
  'sts:AssumeRole': { SessionName: 'shift', DurationSeconds: 900 },
  'perdure:CreateWorkerToken': { Name: 'shed' },
  ...withPrefix('dynamodb', tableRequests),
  ...withPrefix('events', eventRequests),
});
