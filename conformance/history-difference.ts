// Compares the histories of one handler on two SDKs, event by event: the same operations with the same ids, names, payloads
// and errors, in the same order. What is new in every execution is masked.

import type { Event } from '@aws-sdk/client-lambda';
import { isObject, shown } from './value-match.ts';

/** Requirements whose histories may differ between two runs of the same SDK already, and why. */
const undetermined: Readonly<Record<string, string>> = {
  '1-13': 'delays of retries have jitter',
  '8-11': 'branches run side by side and end in any order',
  '9-11': 'items run side by side and end in any order',
  '10-18': 'branches run side by side and end in any order',
};

/** Members whose values are new in every execution, or of each SDK alone. */
const masked = new Set([
  'EventTimestamp',
  'StartTimestamp',
  'EndTimestamp',
  'ScheduledEndTimestamp',
  'RequestId',
  'CallbackId',
  'DurableExecutionArn',
  'FunctionName',
]);

export function historyDifferences(id: string, first: readonly Event[], second: readonly Event[]): string[] {
  if (undetermined[id] !== undefined) return [];
  const events = Math.max(first.length, second.length);
  return Array.from({ length: events }, (_, index) => index).flatMap((index) => {
    const texts = [first[index], second[index]].map((event) => JSON.stringify(comparable(event)));
    return texts[0] === texts[1]
      ? []
      : [`event ${index + 1} differs between the SDKs: ${shown(first[index])} and ${shown(second[index])}`];
  });
}

/** Request ids also stand in the messages of invocations that broke off. */
const uuid = /\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g;

function comparable(value: unknown): unknown {
  if (typeof value === 'string') return value.replaceAll(uuid, '*');
  if (Array.isArray(value)) return value.map(comparable);
  if (!isObject(value)) return value;
  const isExecutionEvent = String(value.EventType).startsWith('Execution');
  return Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .map(([name, member]) => {
      const isMasked = masked.has(name) || (isExecutionEvent && (name === 'Id' || name === 'Name'));
      return [name, isMasked ? '*' : comparable(member)];
    });
}
