// Reads an answer of server-sent events as it comes.

import type { Readable } from 'node:stream';

export interface ServerSentEvent {
  /** `message` when the server gave no name. */
  event: string;
  /** What to send as `Last-Event-ID` to go on behind this event; empty when the server gave none yet. */
  id: string;
  data: string;
}

/** Yields each event that arrived whole. Ends with the stream; throws when the connection breaks. */
export async function* serverSentEvents(body: Readable): AsyncGenerator<ServerSentEvent> {
  let rest = '';
  let id = '';
  body.setEncoding('utf8');
  for await (const chunk of body) {
    const blocks = (rest + String(chunk)).split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const { event = 'message', data, ...more } = fieldsOf(block);
      id = more.id ?? id;
      if (data !== undefined) yield { event, id, data };
    }
  }
}

function fieldsOf(block: string): Partial<Record<string, string>> {
  const fields: Record<string, string> = {};
  for (const line of block.split('\n')) {
    const colon = line.indexOf(':');
    const name = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? '' : line.slice(colon + 1).replace(/^ /, '');
    // A line that begins with a colon is a comment: the server's heartbeat.
    if (name === 'data' && fields.data !== undefined) fields.data += `\n${value}`;
    else if (name !== '') fields[name] = value;
  }
  return fields;
}
