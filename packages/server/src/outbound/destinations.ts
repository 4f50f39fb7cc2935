// Where the ends of asynchronous invocations go: functions, and webhooks that the configuration has under an ARN, so that
// a function that names a queue of AWS has somewhere to write to here.

import { accepted, isSameRealm, parseFunctionReference, type Realm, type Result } from '@perdure/protocol';
import type { Clock } from '../clock.ts';
import type { FunctionCalls, Queued, QueueOptions } from '../gateway/function-calls.ts';
import { postWebhook, type WebhookAddress } from './webhook.ts';

export interface DestinationSettings extends WebhookAddress {
  /** What functions name: of a queue, a topic, or whatever it stands for. */
  arn: string;
}

export class Destinations {
  readonly #realm: Realm;
  readonly #webhooks: ReadonlyMap<string, DestinationSettings>;

  constructor(settings: readonly DestinationSettings[], realm: Realm) {
    this.#realm = realm;
    this.#webhooks = new Map(settings.map((each) => [each.arn, each]));
  }

  /** Whether something can be sent there. A function need not exist yet. */
  isKnown(arn: string): boolean {
    return this.#webhooks.has(arn) || this.#isFunction(arn);
  }

  /** Takes what is sent in the way in which functions are called. Rejects when a webhook does not take it. */
  sender(clock: Clock, calls: Pick<FunctionCalls, 'queue'>): Pick<FunctionCalls, 'queue'> {
    return {
      queue: async (arn: string, options: QueueOptions): Promise<Result<Queued>> => {
        const webhook = this.#webhooks.get(arn);
        if (webhook === undefined) return calls.queue(arn, options);
        const { payload: body, executionName: id = '', attributes } = options;
        await postWebhook(
          webhook,
          { id, body, ...(attributes === undefined ? {} : { attributes }) },
          clock.now(),
        );
        return accepted({ isBesideWritten: false });
      },
    };
  }

  #isFunction(arn: string): boolean {
    const reference = arn.startsWith('arn:') ? parseFunctionReference(arn, this.#realm) : undefined;
    return reference !== undefined && isSameRealm(reference.realm, this.#realm);
  }
}
