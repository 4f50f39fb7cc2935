// A target of status changes that the server's configuration names: a webhook, or a function.

import type { ExecutionStatus } from '@perdure/protocol';
import type { Clock } from '../clock.ts';
import type { FunctionCalls } from '../gateway/function-calls.ts';
import {
  isOfAws,
  type StatusChangeEvent,
  type StatusChangeNotice,
  type StatusTarget,
} from './status-target.ts';
import { postWebhook } from './webhook.ts';

export interface EventTargetSettings {
  /** Unlike that of the others. Under another name it is another target: what waits for the old one is dropped. */
  name: string;
  /** Where events are posted; either this or `function`. */
  url?: string;
  /** Signs what is posted: base64, with or without the prefix `whsec_`. */
  secret?: string;
  /** The function that is invoked with each event, with a qualifier if it is durable. Its own executions are not told to it. */
  function?: string;
  /** Names of the functions whose executions are told of. Default: all. */
  functions?: readonly string[];
  /** Default: what AWS tells of: the start and the end. With PAUSED among them, pauses and their ends are told too. */
  statuses?: readonly ExecutionStatus[];
}

export interface ConfiguredTargetParts {
  clock: Clock;
  calls: Pick<FunctionCalls, 'queue'>;
}

export function configuredTarget(settings: EventTargetSettings, parts: ConfiguredTargetParts): StatusTarget {
  const { name, url, secret, function: target } = settings;
  return {
    name,
    wants: (notice) => wants(settings, notice),
    async deliver(event) {
      if (url !== undefined) {
        const address = { url, ...(secret === undefined ? {} : { secret }) };
        await postWebhook(address, { id: event.id, body: JSON.stringify(event) }, parts.clock.now());
      } else if (target !== undefined) {
        await invoke(target, event, parts.calls);
      }
    },
  };
}

/** A durable function is started under the event's id: a second delivery starts nothing. */
async function invoke(
  target: string,
  event: StatusChangeEvent,
  calls: Pick<FunctionCalls, 'queue'>,
): Promise<void> {
  const sent = await calls.queue(target, {
    payload: JSON.stringify(event),
    executionName: `status-change-${event.id}`,
  });
  if (!sent.ok && sent.refusal.code !== 'DurableExecutionAlreadyStartedException') {
    throw new Error(`${target} was not invoked: ${sent.refusal.message}`);
  }
}

function wants(
  { functions, statuses, function: target }: EventTargetSettings,
  notice: StatusChangeNotice,
): boolean {
  const { functionName, status, statusBefore } = notice;
  if (functions !== undefined && !functions.includes(functionName)) return false;
  // It would be told of being told, without end.
  if (target?.split(':').includes(functionName) === true) return false;
  if (statuses === undefined) return isOfAws(notice);
  const isResumed = status === 'RUNNING' && statusBefore !== undefined;
  return isResumed ? statuses.includes('PAUSED') : statuses.includes(status);
}
