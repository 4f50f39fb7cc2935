// What is due at times: schedules of EventBridge Scheduler, and rules with a schedule expression.

import { createHash } from 'node:crypto';
import {
  MILLIS_PER_SECOND,
  type Millis,
  type Realm,
  type StackDocument,
  type StackRule,
  type StackSchedule,
} from '@perdure/protocol';
import type { Delivery } from '../deliveries.ts';
import { busEvent } from '../events/bus-event.ts';
import { retriesOf } from '../events/event-buses.ts';
import { targetInput } from '../events/target-input.ts';
import { ruleArn, ruleKey, scheduleArn, scheduleKey } from '../stacks/stack-addresses.ts';
import { type Recurrence, recurrenceOf, type ScheduleTimes } from './schedule-expression.ts';

export interface TimedItem {
  /** Under which its state is kept. */
  readonly key: string;
  /** Changes when it begins anew: with the times, and with being enabled. */
  readonly fingerprint: string;
  readonly isEnabled: boolean;
  recurrence(since: Millis): Recurrence;
  /** What is sent when it is due at the time. */
  deliveries(at: Millis): Delivery[];
}

export function timedItems({ Rules = [], Schedules = [] }: StackDocument, realm: Realm): TimedItem[] {
  const timed = Rules.filter(({ ScheduleExpression }) => ScheduleExpression !== undefined);
  return [
    ...Schedules.map((schedule) => scheduleItem(schedule, realm)),
    ...timed.map((rule) => ruleItem(rule, realm)),
  ];
}

function scheduleItem(schedule: StackSchedule, realm: Realm): TimedItem {
  const arn = scheduleArn(realm, schedule);
  const { ScheduleExpression, ScheduleExpressionTimezone, StartDate, EndDate, State = 'ENABLED' } = schedule;
  return {
    key: `schedule/${scheduleKey(schedule)}`,
    fingerprint: [ScheduleExpression, ScheduleExpressionTimezone, StartDate, EndDate, State].join('|'),
    isEnabled: State === 'ENABLED',
    recurrence: (since) => recurrenceOf(schedule, { since, isDueAtOnce: true }),
    deliveries: (at) => [
      {
        key: deliveryKey(arn, at),
        target: schedule.Function,
        payload: scheduleInput(schedule, arn, at, realm),
        sender: arn,
        ...retriesOf(schedule),
      },
    ],
  };
}

function ruleItem(rule: StackRule, realm: Realm): TimedItem {
  const arn = ruleArn(realm, rule);
  const { ScheduleExpression = '', State = 'ENABLED' } = rule;
  const times: ScheduleTimes = { ScheduleExpression };
  return {
    key: `rule/${ruleKey(rule)}`,
    fingerprint: [ScheduleExpression, State].join('|'),
    isEnabled: State === 'ENABLED',
    recurrence: (since) => recurrenceOf(times, { since, isDueAtOnce: false }),
    deliveries: (at) => {
      const event = { ...scheduledEvent(arn, at, realm), detail: {} };
      return rule.Targets.flatMap((target) =>
        target.Function === undefined
          ? []
          : {
              key: `${deliveryKey(arn, at)}-${target.Id}`,
              target: target.Function,
              payload: targetInput(target)(event, arn),
              sender: arn,
              ...retriesOf(target),
            },
      );
    },
  };
}

/** The attributes that an input may have filled in. */
function scheduleInput(schedule: StackSchedule, arn: string, at: Millis, realm: Realm): string {
  const event = { ...scheduledEvent(arn, at, realm), source: 'aws.scheduler' };
  // Scheduler's own event has its detail as text.
  if (schedule.Input === undefined) return JSON.stringify({ ...event, detail: '{}' });
  const attributes: Readonly<Record<string, string>> = {
    'schedule-arn': arn,
    'scheduled-time': event.time,
    'execution-id': event.id,
    'attempt-number': '1',
  };
  return schedule.Input.replaceAll(
    /<aws\.scheduler\.([a-z-]+)>/g,
    (whole, name: string) => attributes[name] ?? whole,
  );
}

const scheduledEvent = (arn: string, at: Millis, realm: Realm) =>
  busEvent(
    {
      id: eventId(arn, at),
      source: 'aws.events',
      detailType: 'Scheduled Event',
      detail: {},
      resources: [arn],
      at,
    },
    realm,
  );

const KEY_HEX_CHARS = 16;

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');

/** One for each time of each schedule: the second delivery for a time is refused by its key. */
const deliveryKey = (arn: string, at: Millis): string =>
  `schedule-${hashOf(arn).slice(0, KEY_HEX_CHARS)}-${Math.floor(at / MILLIS_PER_SECOND)}`;

/** In the form of a UUID, and the same for the same time. */
const eventId = (arn: string, at: Millis): string =>
  hashOf(`${arn} ${at}`).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');
