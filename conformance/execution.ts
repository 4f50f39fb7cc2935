// One execution, watched from outside through the API.

import { setTimeout as sleep } from 'node:timers/promises';
import {
  type Event,
  GetDurableExecutionCommand,
  type GetDurableExecutionCommandOutput,
  GetDurableExecutionHistoryCommand,
  type LambdaClient,
  StopDurableExecutionCommand,
} from '@aws-sdk/client-lambda';
import { HISTORY_PAGE_EVENTS, POLL_MILLIS } from './limits.ts';

export class Execution {
  readonly arn: string;
  readonly #client: LambdaClient;
  readonly #deadline: number;

  /** `deadline` in the terms of Date.now(). */
  constructor(client: LambdaClient, arn: string, deadline: number) {
    this.#client = client;
    this.arn = arn;
    this.#deadline = deadline;
  }

  describe(): Promise<GetDurableExecutionCommandOutput> {
    return this.#client.send(new GetDurableExecutionCommand({ DurableExecutionArn: this.arn }));
  }

  async history(): Promise<Event[]> {
    const events: Event[] = [];
    let marker: string | undefined;
    do {
      const page = await this.#client.send(
        new GetDurableExecutionHistoryCommand({
          DurableExecutionArn: this.arn,
          IncludeExecutionData: true,
          MaxItems: HISTORY_PAGE_EVENTS,
          ...(marker === undefined ? {} : { Marker: marker }),
        }),
      );
      events.push(...(page.Events ?? []));
      marker = page.NextMarker;
    } while (marker !== undefined);
    return events;
  }

  async isRunning(): Promise<boolean> {
    return (await this.describe()).Status === 'RUNNING';
  }

  /** Looks again and again until there is something to see; undefined when the deadline comes first. */
  async until<Seen>(look: () => Promise<Seen | undefined>): Promise<Seen | undefined> {
    while (Date.now() < this.#deadline) {
      const seen = await look();
      if (seen !== undefined) return seen;
      await sleep(POLL_MILLIS);
    }
    return undefined;
  }

  /** Ends what still runs, so that nothing is left to wake up. */
  async stop(): Promise<void> {
    if (!(await this.isRunning())) return;
    await this.#client.send(new StopDurableExecutionCommand({ DurableExecutionArn: this.arn }));
  }
}
