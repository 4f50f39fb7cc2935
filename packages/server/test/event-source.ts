// A client of server-sent events that reads one event at a time.

export interface ReceivedEvent {
  event: string;
  id: string;
  data: Record<string, unknown>;
}

export class EventSource implements AsyncDisposable {
  readonly #abort = new AbortController();
  readonly #blocks: AsyncIterator<string>;
  readonly response: Response;

  private constructor(response: Response, abort: AbortController) {
    this.response = response;
    this.#abort = abort;
    this.#blocks = blocksOf(response);
  }

  static async open(url: string, lastEventId?: string): Promise<EventSource> {
    const abort = new AbortController();
    const headers = lastEventId === undefined ? {} : { 'last-event-id': lastEventId };
    return new EventSource(await fetch(url, { headers, signal: abort.signal }), abort);
  }

  /** The next block between blank lines as it came; undefined at the end of the stream. */
  async block(): Promise<string | undefined> {
    const { value, done } = await this.#blocks.next();
    return done ? undefined : value;
  }

  /** The next event; blocks without one are skipped. */
  async next(): Promise<ReceivedEvent | undefined> {
    for (let block = await this.block(); block !== undefined; block = await this.block()) {
      const fields = new Map(block.split('\n').map((line) => line.split(/: (.*)/s, 2) as [string, string]));
      const event = fields.get('event');
      if (event === undefined) continue;
      return { event, id: fields.get('id') ?? '', data: JSON.parse(fields.get('data') ?? '') };
    }
    return undefined;
  }

  /** Reads on until an event satisfies the condition, and answers what was read. */
  async until(isLast: (event: ReceivedEvent) => boolean): Promise<ReceivedEvent[]> {
    const events: ReceivedEvent[] = [];
    for (let event = await this.next(); event !== undefined; event = await this.next()) {
      events.push(event);
      if (isLast(event)) break;
    }
    return events;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#abort.abort();
  }
}

async function* blocksOf(response: Response): AsyncGenerator<string> {
  let text = '';
  for await (const chunk of (response.body ?? new ReadableStream()).pipeThrough(new TextDecoderStream())) {
    text += chunk;
    const blocks = text.split('\n\n');
    text = blocks.pop() ?? '';
    yield* blocks;
  }
}
