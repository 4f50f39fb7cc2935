// The EventBridge API, as far as functions need it: putting events, and looking at buses and rules. Stacks make those.

import {
  accepted,
  formatFunctionArn,
  type Millis,
  parseFunctionReference,
  type Realm,
  type Result,
  refused,
} from '@perdure/protocol';
import { type Page, pageOf } from '../../functions/function-pages.ts';
import type { ServedRule } from '../../gateway/events/event-buses.ts';
import type { EventService } from '../../gateway/events/event-service.ts';
import { eventLimits } from '../../gateway/limits.ts';
import { busArn, busNameOf } from '../../gateway/stacks/stack-addresses.ts';
import type { Api } from '../api.ts';
import { type JsonService, jsonOperation } from '../json-operation.ts';
import { decimal, integer, required, text } from '../validation/member.ts';
import { list, structure } from '../validation/structure.ts';

export interface EventPorts {
  readonly events: EventService;
  readonly realm: Realm;
  now(): Millis;
}

const service: JsonService = { prefix: 'events', target: 'AWSEvents' };
const EPOCH_SECONDS_MAX = 253_402_300_799;
const PAGE_ITEMS_MAX = 100;

const entries = list(
  structure({
    Source: text(),
    DetailType: text(),
    Detail: text(),
    Resources: list(text()),
    Time: decimal(0, EPOCH_SECONDS_MAX),
    EventBusName: text(),
  }),
  { countMin: 1, countMax: eventLimits.entriesMax },
);
const paging = { NextToken: text(), Limit: integer(1, PAGE_ITEMS_MAX) };
const onBus = { EventBusName: text() };

const testMembers = { EventPattern: required(text()), Event: required(text()) };

export const eventApis = (ports: EventPorts): Api[] => [
  jsonOperation(service, 'PutEvents', { Entries: required(entries) }, async ({ Entries }) =>
    accepted(await ports.events.put(Entries)),
  ),
  jsonOperation(service, 'TestEventPattern', testMembers, async ({ EventPattern, Event }) =>
    ports.events.test(EventPattern, Event),
  ),
  ...busApis(ports),
  ...ruleApis(ports),
];

const busApis = ({ events, realm, now }: EventPorts): Api[] => [
  jsonOperation(service, 'ListEventBuses', { NamePrefix: text(), ...paging }, async (request) => {
    const { NamePrefix: prefix = '' } = request;
    const names = events.busNames().filter((name) => name.startsWith(prefix));
    const page = pageOf(names.toSorted(), (name) => name, `buses ${prefix}`, pageRequest(request), now());
    return page.ok ? listed('EventBuses', page.value, (name) => bus(name, realm)) : page;
  }),
  jsonOperation(service, 'DescribeEventBus', { Name: text() }, async ({ Name }) => {
    const found = findBus(Name, events);
    return found.ok ? accepted(bus(found.value, realm)) : found;
  }),
];

const ruleApis = ({ events, realm, now }: EventPorts): Api[] => [
  jsonOperation(service, 'ListRules', { ...onBus, NamePrefix: text(), ...paging }, async (request) => {
    const { EventBusName, NamePrefix: prefix = '' } = request;
    const found = findBus(EventBusName, events);
    if (!found.ok) return found;
    const rules = events.rulesOf(found.value).filter(({ rule }) => rule.Name.startsWith(prefix));
    const query = `rules ${found.value} ${prefix}`;
    const page = pageOf(rules.toSorted(byName), ({ rule }) => rule.Name, query, pageRequest(request), now());
    return page.ok ? listed('Rules', page.value, describeRule) : page;
  }),
  jsonOperation(service, 'DescribeRule', { ...onBus, Name: required(text()) }, async (request) => {
    const found = findRule(request.Name, request.EventBusName, events);
    return found.ok ? accepted(describeRule(found.value)) : found;
  }),
  jsonOperation(
    service,
    'ListTargetsByRule',
    { ...onBus, Rule: required(text()), ...paging },
    async (request) => {
      const found = findRule(request.Rule, request.EventBusName, events);
      return found.ok ? accepted({ Targets: targetsOf(found.value, realm) }) : found;
    },
  ),
];

const pageRequest = ({ NextToken, Limit }: { NextToken?: string; Limit?: number }) => ({
  ...(NextToken === undefined ? {} : { Marker: NextToken }),
  ...(Limit === undefined ? {} : { MaxItems: Limit }),
});

function listed<Item>(
  name: string,
  { items, marker }: Page<Item>,
  show: (item: Item) => object,
): Result<object> {
  const token = marker.NextMarker === undefined ? {} : { NextToken: marker.NextMarker };
  return accepted({ [name]: items.map(show), ...token });
}

const byName = (left: ServedRule, right: ServedRule): number => (left.rule.Name < right.rule.Name ? -1 : 1);

const bus = (name: string, realm: Realm) => ({ Name: name, Arn: busArn(realm, name) });

function findBus(reference: string | undefined, events: EventService): Result<string> {
  const name = busNameOf(reference);
  if (events.busNames().includes(name)) return accepted(name);
  return refused('ResourceNotFoundException', `Event bus ${name} does not exist.`);
}

function findRule(name: string, busReference: string | undefined, events: EventService): Result<ServedRule> {
  const found = findBus(busReference, events);
  if (!found.ok) return found;
  const rule = events.rulesOf(found.value).find((each) => each.rule.Name === name);
  if (rule !== undefined) return accepted(rule);
  return refused('ResourceNotFoundException', `Rule ${name} does not exist on EventBus ${found.value}.`);
}

const describeRule = ({ rule, arn, busName }: ServedRule) => ({
  Name: rule.Name,
  Arn: arn,
  EventBusName: busName,
  State: rule.State ?? 'ENABLED',
  ...(rule.Description === undefined ? {} : { Description: rule.Description }),
  ...(rule.EventPattern === undefined ? {} : { EventPattern: JSON.stringify(rule.EventPattern) }),
  ...(rule.ScheduleExpression === undefined ? {} : { ScheduleExpression: rule.ScheduleExpression }),
});

const targetsOf = ({ rule }: ServedRule, realm: Realm) =>
  rule.Targets.map(({ Function: name, EventBusName, ...target }) => ({
    ...target,
    Arn: name === undefined ? busArn(realm, busNameOf(EventBusName)) : targetArn(name, realm),
  }));

function targetArn(name: string, realm: Realm): string {
  const reference = parseFunctionReference(name, realm);
  return reference === undefined ? name : formatFunctionArn(reference);
}
