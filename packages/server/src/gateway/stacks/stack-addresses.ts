// Where the resources of a stack are reached: URLs of what speaks HTTP, ARNs of the rest.

import type {
  Realm,
  StackAddresses,
  StackApi,
  StackDocument,
  StackFunctionUrl,
  StackRule,
  StackSchedule,
} from '@perdure/protocol';

export const DEFAULT_BUS = 'default';
export const DEFAULT_GROUP = 'default';
export const DEFAULT_STAGE = '$default';

export const stageOf = ({ Stage = DEFAULT_STAGE }: StackApi): string => Stage;

export const apiPath = (apiId: string): string => `/perdure/apis/${apiId}`;
export const urlPath = (urlId: string): string => `/perdure/urls/${urlId}`;

export function apiAddress(endpoint: string, api: StackApi): string {
  const stage = stageOf(api);
  return `${endpoint}${apiPath(api.ApiId)}${stage === DEFAULT_STAGE ? '' : `/${stage}`}`;
}

/** With a slash at the end, as Lambda gives them. */
export const functionUrlAddress = (endpoint: string, { UrlId }: StackFunctionUrl): string =>
  `${endpoint}${urlPath(UrlId)}/`;

const arn = ({ partition, region, account }: Realm, service: string, resource: string): string =>
  `arn:${partition}:${service}:${region}:${account}:${resource}`;

export const stackArn = (realm: Realm, stackName: string): string =>
  arn(realm, 'cloudformation', `stack/${stackName}`);

export const busArn = (realm: Realm, busName: string): string => arn(realm, 'events', `event-bus/${busName}`);

/** The name of a bus that is given by name or ARN; absent means the default bus. */
export const busNameOf = (reference: string = DEFAULT_BUS): string =>
  reference.replace(/^arn:[^:]*:events:[^:]*:[^:]*:event-bus\//, '');

export function ruleArn(realm: Realm, { Name, EventBusName }: StackRule): string {
  const busName = busNameOf(EventBusName);
  return arn(realm, 'events', `rule/${busName === DEFAULT_BUS ? '' : `${busName}/`}${Name}`);
}

/** A rule's name is unique on its bus. */
export const ruleKey = ({ Name, EventBusName }: StackRule): string => `${busNameOf(EventBusName)}/${Name}`;

/** A schedule's name is unique in its group. */
export const scheduleKey = ({ Name, GroupName = DEFAULT_GROUP }: StackSchedule): string =>
  `${GroupName}/${Name}`;

export const scheduleArn = (realm: Realm, schedule: StackSchedule): string =>
  arn(realm, 'scheduler', `schedule/${scheduleKey(schedule)}`);

export const tableArn = (realm: Realm, tableName: string): string =>
  arn(realm, 'dynamodb', `table/${tableName}`);

export function addressesOf(document: StackDocument, endpoint: string, realm: Realm): StackAddresses {
  const { Apis = [], FunctionUrls = [], EventBuses = [], Rules = [], Schedules = [], Tables = [] } = document;
  return {
    Apis: byKey(Apis, (api) => [api.ApiId, apiAddress(endpoint, api)]),
    FunctionUrls: byKey(FunctionUrls, (url) => [url.UrlId, functionUrlAddress(endpoint, url)]),
    EventBuses: byKey(EventBuses, ({ Name }) => [Name, busArn(realm, Name)]),
    Rules: byKey(Rules, (rule) => [ruleKey(rule), ruleArn(realm, rule)]),
    Schedules: byKey(Schedules, (schedule) => [scheduleKey(schedule), scheduleArn(realm, schedule)]),
    Tables: byKey(Tables, ({ TableName }) => [TableName, tableArn(realm, TableName)]),
  };
}

const byKey = <Item>(
  items: readonly Item[],
  entry: (item: Item) => [string, string],
): Record<string, string> => Object.fromEntries(items.map(entry));
