// Requests that are nearly well-formed: good ones with something replaced, damaged, deeper, larger or of another type.

import * as fc from 'fast-check';

export interface FuzzedRequest {
  method: string;
  /** With its query. */
  url: string;
  headers: Record<string, string>;
  body: Buffer;
}

const GOOD_SHARE = 12;
/** Well-formed so often that most requests pass the first check and meet the next one. */
const mostly = <Value>(good: fc.Arbitrary<Value>, bad: fc.Arbitrary<Value>): fc.Arbitrary<Value> =>
  fc.oneof({ weight: GOOD_SHARE, arbitrary: good }, { weight: 1, arbitrary: bad });

/** Longer than any name may be. */
const LONG_CHARS = 300;
const badLabel = fc.oneof(
  fc.constantFrom(
    '%',
    '..',
    '.',
    '',
    '\0',
    '\ud800',
    '__proto__',
    'constructor',
    'arn:aws:lambda',
    '*',
    '$LATEST',
  ),
  fc.constant('x'.repeat(LONG_CHARS)),
  fc.string({ unit: 'binary' }),
);

/** Encoded as a client does it, or not at all, as an attacker may. */
const segment = (label: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.tuple(label, mostly(fc.constant(true), fc.constant(false))).map(([value, isEncoded]) => {
    if (isEncoded) return encodeURIComponent(value.toWellFormed());
    return value.replace(/[^\x21-\x7e]|[?#]/g, '');
  });

const placeholder = /\{(\w+)\+?\}|:(\w+)|\*/g;

/** A path in the notation of APIs or of the router, with its labels filled in. */
export function pathsOf(
  template: string,
  good: Readonly<Record<string, readonly string[]>>,
): fc.Arbitrary<string> {
  const labels = [...template.matchAll(placeholder)].map(([, api, router]) => api ?? router ?? '*');
  const segments = labels.map((label) =>
    segment(mostly(fc.constantFrom(...(good[label] ?? ['x'])), badLabel)),
  );
  return fc.tuple(...segments).map((values) => {
    let next = 0;
    return template.replace(placeholder, () => values[next++] ?? '');
  });
}

export const anyPath: fc.Arbitrary<string> = fc
  .array(segment(badLabel))
  .map((labels) => `/${labels.join('/')}`);

const parameterNames = [
  'MaxItems',
  'Marker',
  'Qualifier',
  'Statuses',
  'StartedAfter',
  'StartedBefore',
  'ReverseOrder',
  'tagKeys',
  'CheckpointToken',
  'IncludeExecutionData',
  'FunctionName',
  'DurableExecutionName',
  'DurableExecutionArn',
  'FunctionVersion',
  'RevisionId',
  'ErrorText',
  'Waiting',
  'WaitingSince',
  'EndedAfter',
  'From',
  'To',
  'Period',
  'Since',
  'Follow',
  'OperationId',
  'RequestId',
  'LastEventId',
  'Outcome',
  'Action',
  'X-Amz-Signature',
  'X-Amz-Credential',
  '__proto__',
  'constructor',
] as const;
const parameterValues = [
  '1',
  '0',
  '-1',
  'true',
  'RUNNING',
  'callback',
  '2026-01-01',
  '1e999',
  'T1==',
  '\0',
  '\ud800',
];

const queries: fc.Arbitrary<string> = fc
  .array(
    fc.tuple(fc.constantFrom(...parameterNames), fc.oneof(fc.constantFrom(...parameterValues), fc.string())),
    {
      maxLength: 4,
    },
  )
  .map((pairs) => {
    const query = new URLSearchParams(
      pairs.map(([name, value]): [string, string] => [name, value.toWellFormed()]),
    );
    return query.size === 0 ? '' : `?${query}`;
  });

const headerText = fc.string().map((value) => value.replace(/[^\x20-\x7e]/g, ''));
export const mediaTypes = [
  'application/json',
  'application/x-amz-json-1.0',
  'text/plain',
  'application/json; charset=utf-16',
  'multipart/form-data',
  'application/x-www-form-urlencoded',
  'application/octet-stream',
] as const;
const headerSets = fc.record(
  {
    'content-type': mostly(fc.constantFrom(...mediaTypes), headerText),
    'content-encoding': fc.constantFrom('gzip', 'identity', 'br'),
    accept: mostly(fc.constantFrom('*/*', 'text/html', 'text/event-stream'), headerText),
    'last-event-id': mostly(fc.constantFrom('1', '0'), headerText),
    'x-amz-invocation-type': mostly(fc.constantFrom('Event', 'DryRun', 'RequestResponse'), headerText),
    'x-amz-log-type': mostly(fc.constantFrom('Tail', 'None'), headerText),
    'x-amz-client-context': mostly(fc.constant('e30='), headerText),
    'x-amz-durable-execution-name': mostly(fc.constant('order-17'), headerText),
    'x-amz-tenant-id': mostly(fc.constant('acme'), headerText),
    'x-amzn-trace-id': headerText,
    'if-match': headerText,
    cookie: mostly(fc.constant('perdure_session=abc'), headerText),
    'x-perdure-csrf': headerText,
  },
  { requiredKeys: [] },
);

const members = [
  'CheckpointToken',
  'ClientToken',
  'Updates',
  'Id',
  'Type',
  'Action',
  'Payload',
  'Error',
  'StackTrace',
  'FunctionName',
  'Role',
  'Code',
  'ZipFile',
  'Environment',
  'Variables',
  'DurableConfig',
  'Tags',
  'Name',
  'TableName',
  'Item',
  'S',
  'N',
  'Statement',
  '__proto__',
  'constructor',
  'toString',
] as const;
const LARGE = Number.MAX_SAFE_INTEGER + 1;
const values = [
  'T1==',
  'START',
  'order',
  '',
  '\0',
  '\ud800',
  '\udfff',
  'null',
  '1',
  1,
  0,
  -1,
  0.5,
  LARGE,
  -1e308,
  true,
  null,
  [],
];
const { document } = fc.letrec<{ document: unknown; object: unknown; list: unknown }>((tie) => ({
  document: fc.oneof(
    { maxDepth: 5 },
    { weight: 4, arbitrary: fc.constantFrom<unknown>(...values) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
    { weight: 3, arbitrary: tie('object') },
    { weight: 1, arbitrary: tie('list') },
  ),
  object: fc.dictionary(fc.constantFrom(...members), tie('document'), { maxKeys: 6 }),
  list: fc.array(tie('document'), { maxLength: 3 }),
}));

/** The document with the value at a place replaced by another. */
function withReplacement(value: unknown, steps: readonly number[], replacement: unknown): unknown {
  const [step, ...further] = steps;
  if (step === undefined || typeof value !== 'object' || value === null) return replacement;
  const keys = Object.keys(value);
  const key = keys[step % (keys.length + 1)];
  // One step beyond the last member adds one.
  if (key === undefined)
    return Array.isArray(value) ? [...value, replacement] : { ...value, added: replacement };
  const inner = withReplacement(Reflect.get(value, key), further, replacement);
  return Array.isArray(value) ? value.with(Number(key), inner) : { ...value, [key]: inner };
}

/** What JSON can say and no JavaScript value is: put in the place of this text. */
const MARK = '"⟨here⟩"';
const DEPTH = 5000;
const rawJson = [
  '1e999',
  '-0',
  `1${'0'.repeat(400)}`,
  `${'['.repeat(DEPTH)}${']'.repeat(DEPTH)}`,
  `${'{"a":'.repeat(DEPTH)}1${'}'.repeat(DEPTH)}`,
  '{"__proto__":{"Timeout":1}}',
  '{"a":1,"a":2}',
  '"\\ud800"',
  '"\\u0000"',
];

const places = fc.array(fc.nat(20), { minLength: 1, maxLength: 5 });

/** A body that is the good one, or that was once. */
function bodiesOf(good: unknown): fc.Arbitrary<Buffer> {
  const mutated = fc
    .tuple(places, document)
    .map(([at, value]) => JSON.stringify(withReplacement(good, at, value)));
  const raw = fc
    .tuple(places, fc.constantFrom(...rawJson))
    .map(([at, text]) =>
      JSON.stringify(withReplacement(good, at, JSON.parse(MARK))).replaceAll(MARK, () => text),
    );
  const written = fc
    .oneof(
      { weight: 2, arbitrary: fc.constant(JSON.stringify(good)) },
      { weight: 6, arbitrary: mutated },
      { weight: 2, arbitrary: raw },
      { weight: 1, arbitrary: document.map((value) => JSON.stringify(value)) },
    )
    .map((text) => Buffer.from(text));
  // Well-formed, then cut or overwritten somewhere.
  const damaged = fc.tuple(written, fc.nat(), fc.nat(255)).map(([bytes, position, byte]) => {
    const at = position % bytes.length;
    bytes[at] = byte;
    return position % 2 === 0 ? bytes : bytes.subarray(0, at);
  });
  return fc.oneof(
    { weight: 9, arbitrary: written },
    { weight: 2, arbitrary: damaged },
    { weight: 1, arbitrary: fc.uint8Array().map((bytes) => Buffer.from(bytes)) },
  );
}

export interface Ground {
  methods: readonly string[];
  paths: fc.Arbitrary<string>;
  target?: string;
  body: unknown;
}

const EMPTY = Buffer.alloc(0);
const readingMethods: ReadonlySet<string> = new Set(['GET', 'HEAD']);

export function requestsOf({ methods, paths, target, body }: Ground): fc.Arbitrary<FuzzedRequest> {
  const anyMethod = fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS');
  const bodies = body === undefined ? mostly(fc.constant(EMPTY), bodiesOf({})) : bodiesOf(body);
  return fc
    .tuple(mostly(fc.constantFrom(...methods), anyMethod), paths, queries, headerSets, bodies)
    .map(([method, path, query, headers, bytes]) => ({
      method,
      url: `${path}${query}`,
      headers: { ...headers, ...(target === undefined ? {} : { 'x-amz-target': target }) },
      body: readingMethods.has(method) ? EMPTY : bytes,
    }));
}
