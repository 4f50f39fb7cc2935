// What requests of services with one path ask for. They name their resources in the body, often several, and a transaction
// asks for the action of each of its parts.

import type { Realm } from '@perdure/protocol';
import { busArn, busNameOf, tableArn } from '../gateway/stacks/stack-addresses.ts';
import type { RequestedAction } from './requested-action.ts';

type Document = Readonly<Record<string, unknown>>;

/** Undefined when the service names its resources elsewhere. The body has not been checked yet: what it lacks, nobody gets. */
export function actionsInBody(apiName: string, body: Buffer, home: Realm): RequestedAction[] | undefined {
  const [service, operation = ''] = apiName.split(':');
  if (service !== 'dynamodb' && service !== 'events') return undefined;
  const document = parse(body);
  const found =
    service === 'dynamodb' ? tableActions(operation, document, home) : busActions(operation, document, home);
  return found.length === 0 ? [{ action: apiName, resource: '*' }] : found;
}

/** The actions of a transaction's parts. */
const partActions: Readonly<Record<string, string>> = {
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
  ConditionCheck: 'ConditionCheckItem',
  Get: 'GetItem',
};

function tableActions(operation: string, document: Document, home: Realm): RequestedAction[] {
  const on = (name: string, { TableName, IndexName }: Document): RequestedAction[] => {
    if (typeof TableName !== 'string') return [];
    const table = tableArn(home, TableName);
    const resource = typeof IndexName === 'string' ? `${table}/index/${IndexName}` : table;
    return [{ action: `dynamodb:${name}`, resource }];
  };
  if (operation === 'TransactWriteItems' || operation === 'TransactGetItems') {
    return listOf(document.TransactItems).flatMap((item) =>
      Object.entries(item).flatMap(([part, given]) => on(partActions[part] ?? operation, objectOf(given))),
    );
  }
  if (operation === 'BatchGetItem' || operation === 'BatchWriteItem') {
    return Object.keys(objectOf(document.RequestItems)).flatMap((TableName) => on(operation, { TableName }));
  }
  if (typeof document.ResourceArn === 'string') {
    return [{ action: `dynamodb:${operation}`, resource: document.ResourceArn }];
  }
  return on(operation, document);
}

function busActions(operation: string, document: Document, home: Realm): RequestedAction[] {
  const action = `events:${operation}`;
  const bus = (reference: unknown): string =>
    busNameOf(typeof reference === 'string' ? reference : undefined);
  switch (operation) {
    case 'PutEvents': {
      const buses = new Set(listOf(document.Entries).map(({ EventBusName }) => bus(EventBusName)));
      return [...buses].map((name) => ({ action, resource: busArn(home, name) }));
    }
    case 'DescribeEventBus':
      return [{ action, resource: busArn(home, bus(document.Name)) }];
    case 'ListRules':
    case 'DescribeRule':
    case 'ListTargetsByRule':
      return [{ action, resource: busArn(home, bus(document.EventBusName)) }];
    default:
      return [];
  }
}

const objectOf = (value: unknown): Document =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Document) : {};

const listOf = (value: unknown): Document[] => (Array.isArray(value) ? value.map(objectOf) : []);

function parse(body: Buffer): Document {
  try {
    return objectOf(JSON.parse(body.toString('utf8')));
  } catch {
    return {};
  }
}
