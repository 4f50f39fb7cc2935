// `awslambda`, the global by which a handler writes its response as a stream. The response is gathered here and answered as a
// whole: who calls gets all of it at once, when the handler has ended.

import { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import type { LambdaContext } from './invocation-context.ts';

/** What the handler tells of the response, beside its body. */
export interface ResponseMetadata {
  statusCode?: number;
  headers?: Record<string, string>;
  cookies?: string[];
}

/** The response of a function URL, in the payload format 2.0. */
interface WholeResponse extends ResponseMetadata {
  statusCode: number;
  body: string;
  isBase64Encoded: true;
}

export type StreamedHandler = (event: unknown, stream: ResponseStream, context: LambdaContext) => unknown;

const OK = 200;

export class ResponseStream extends Writable {
  metadata: ResponseMetadata = {};
  readonly #chunks: Buffer[] = [];

  setContentType(contentType: string): void {
    this.metadata = { ...this.metadata, headers: { ...this.metadata.headers, 'content-type': contentType } };
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.#chunks.push(chunk);
    done();
  }

  get whole(): WholeResponse {
    const { statusCode = OK, headers = {}, cookies } = this.metadata;
    const hasType = Object.keys(headers).some((name) => name.toLowerCase() === 'content-type');
    return {
      statusCode,
      headers: hasType ? headers : { ...headers, 'content-type': 'application/octet-stream' },
      ...(cookies === undefined ? {} : { cookies }),
      body: Buffer.concat(this.#chunks).toString('base64'),
      isBase64Encoded: true,
    };
  }
}

/** The handler as one that answers with its result. */
function streamifyResponse(handler: StreamedHandler) {
  return async (event: unknown, context: LambdaContext): Promise<WholeResponse> => {
    const stream = new ResponseStream();
    const written = finished(stream);
    // Whoever fails before the stream is at its end fails the invocation; the stream then has nobody who waits for it.
    written.catch(() => undefined);
    await handler(event, stream, context);
    if (!stream.writableEnded) stream.end();
    await written;
    return stream.whole;
  };
}

const HttpResponseStream = {
  /** Tells status, headers and cookies; to be written to instead of the stream that the handler got. */
  from(stream: ResponseStream, metadata: ResponseMetadata): ResponseStream {
    stream.metadata = metadata;
    return stream;
  },
};

export function installStreaming(): void {
  Reflect.set(globalThis, 'awslambda', { streamifyResponse, HttpResponseStream });
}
