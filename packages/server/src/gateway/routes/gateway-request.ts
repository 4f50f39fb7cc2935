// A request to an API or a function URL, and the answer to it, free of the HTTP server that carries them.

import type { Millis } from '@perdure/protocol';

export interface GatewayRequest {
  readonly requestId: string;
  readonly method: string;
  /** Below the address of the API, stage cut off; undecoded; begins with a slash. */
  readonly path: string;
  /** What stands behind `?`, undecoded. */
  readonly rawQuery: string;
  /** As they came, in their order. */
  readonly headers: readonly Header[];
  readonly body: Buffer;
  readonly sourceIp: string;
  /** Such as `HTTP/1.1`. */
  readonly protocol: string;
  /** The name under which the API was addressed, with its port. */
  readonly domainName: string;
  readonly receivedAt: Millis;
}

export type Header = readonly [name: string, value: string];

export interface GatewayResponse {
  readonly status: number;
  readonly headers: readonly Header[];
  readonly body: string | Buffer;
}

/** All values of a header, whatever the case of its name. */
export const headerValues = (headers: readonly Header[], name: string): string[] =>
  headers.filter(([each]) => each.toLowerCase() === name).map(([, value]) => value);

export const headerValue = (headers: readonly Header[], name: string): string | undefined =>
  headerValues(headers, name)[0];

/** The media type of a Content-Type header, without its parameters; empty if there is none. */
export const mediaType = (contentType: string | undefined): string =>
  (contentType ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';

/** `Thu, 12 Mar 2020 19:03:58 GMT` */
const utcTime = /(\d{2}) (\w{3}) (\d{4}) ([\d:]{8})/;

/** As request contexts write times: `12/Mar/2020:19:03:58 +0000`. */
export function requestTime(at: Millis): string {
  const [, day, month, year, time] = utcTime.exec(new Date(at).toUTCString()) ?? [];
  return `${day}/${month}/${year}:${time} +0000`;
}

/** The values of one query parameter or header, under each name. */
export function grouped(pairs: Iterable<readonly [string, string]>): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const [name, value] of pairs) {
    const values = groups.get(name);
    if (values === undefined) groups.set(name, [value]);
    else values.push(value);
  }
  return groups;
}

/** Undefined where there are none: events leave out, or set to null, what is empty. */
export function joined<Value>(
  groups: ReadonlyMap<string, string[]>,
  join: (values: string[]) => Value,
): Record<string, Value> | undefined {
  if (groups.size === 0) return undefined;
  return Object.fromEntries([...groups].map(([name, values]) => [name, join(values)]));
}
