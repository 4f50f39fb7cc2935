// PutEvents: entries become events on their buses. Each entry succeeds or fails by itself.

import type { Millis, Realm } from '@perdure/protocol';
import { MILLIS_PER_SECOND } from '@perdure/protocol';
import { eventLimits } from '../limits.ts';
import { busNameOf } from '../stacks/stack-addresses.ts';
import { busEvent } from './bus-event.ts';
import type { EventBuses, Publication } from './event-buses.ts';

/** An entry as the API has it. */
export interface EventEntry {
  Source?: string;
  DetailType?: string;
  /** JSON text of an object. */
  Detail?: string;
  Resources?: string[];
  /** Epoch seconds. */
  Time?: number;
  EventBusName?: string;
}

export type EntryResult = { EventId: string } | { ErrorCode: string; ErrorMessage: string };

export interface PutEventsOptions {
  buses: EventBuses;
  realm: Realm;
  now(): Millis;
  freshId(): string;
}

/** Resolves when what the events bring about is durable. */
export async function putEvents(
  entries: readonly EventEntry[],
  { buses, realm, now, freshId }: PutEventsOptions,
): Promise<{ FailedEntryCount: number; Entries: EntryResult[] }> {
  const publications: Publication[] = [];
  const Entries = entries.map((entry): EntryResult => {
    const detail = detailOf(entry, buses);
    if ('ErrorCode' in detail) return detail;
    const {
      Source: source = '',
      DetailType: detailType = '',
      Resources: resources = [],
      Time,
      EventBusName,
    } = entry;
    const at = Time === undefined ? now() : Time * MILLIS_PER_SECOND;
    const event = busEvent({ id: freshId(), source, detailType, detail: detail.value, resources, at }, realm);
    publications.push({ busName: busNameOf(EventBusName), event });
    return { EventId: event.id };
  });
  await buses.publish(publications);
  return { FailedEntryCount: Entries.filter((entry) => 'ErrorCode' in entry).length, Entries };
}

function detailOf(
  entry: EventEntry,
  buses: EventBuses,
): { value: object } | { ErrorCode: string; ErrorMessage: string } {
  const { Source, DetailType, Detail, EventBusName } = entry;
  if (!Source) return missing('Source');
  if (!DetailType) return missing('DetailType');
  if (!Detail) return missing('Detail');
  if (Source.startsWith('aws.')) {
    return { ErrorCode: 'NotAuthorizedForSource', ErrorMessage: 'Not authorized for the source.' };
  }
  if (entryBytes(entry) > eventLimits.entryBytesMax) {
    return failed('InvalidArgument', `The entry is over ${eventLimits.entryBytesMax} bytes.`);
  }
  const busName = busNameOf(EventBusName);
  if (!buses.has(busName)) {
    return failed(
      'ResourceNotFoundException',
      `Event bus ${busName} does not exist. Stacks make event buses.`,
    );
  }
  const value = parse(Detail);
  return value === undefined ? failed('MalformedDetail', 'Detail is malformed.') : { value };
}

const failed = (ErrorCode: string, ErrorMessage: string) => ({ ErrorCode, ErrorMessage });

const missing = (name: string) =>
  failed('InvalidArgument', `Parameter ${name} is not valid. Reason: ${name} is a required argument.`);

/** As AWS counts an entry. */
function entryBytes({ Source = '', DetailType = '', Detail = '', Resources = [], Time }: EventEntry): number {
  const texts = [Source, DetailType, Detail, ...Resources];
  const time = Time === undefined ? 0 : eventLimits.timeBytes;
  return texts.reduce((sum, text) => sum + Buffer.byteLength(text), time);
}

function parse(json: string): object | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
