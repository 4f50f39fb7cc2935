// What a function answered, as the response that a client gets.
//
// Format 2.0 is generous: what is no response object is the body of one. Format 1.0 is not: without a status code the
// answer is malformed. Undefined stands for that everywhere here.

import { validateHeaderName, validateHeaderValue } from 'node:http';
import { gatewayLimits } from '../limits.ts';
import type { GatewayResponse, Header } from './gateway-request.ts';
import { headerValue, mediaType } from './gateway-request.ts';
import { isListedBinary } from './request-event.ts';

/** `body` is the JSON text that the function returned. */
export function responseV2(body: string): GatewayResponse | undefined {
  const answer = parse(body);
  if (answer === undefined) return undefined;
  if (!isObject(answer.value) || answer.value.statusCode === undefined) {
    const text = typeof answer.value === 'string' ? answer.value : body;
    return bounded({ status: OK, headers: [jsonType], body: text });
  }
  const { cookies } = answer.value;
  const response = readResponse(answer.value, singleHeaders(answer.value.headers));
  if (response === undefined || (cookies !== undefined && !isTexts(cookies))) return undefined;
  const set = (cookies ?? []).map((cookie): Header => ['set-cookie', cookie]);
  return bounded({ ...response, headers: [...withType(response.headers), ...set] });
}

/** `binaryMediaTypes` and `accept` decide whether a REST API turns base64 into bytes; undefined: it always does. */
export function responseV1(
  body: string,
  binary?: { mediaTypes: readonly string[]; accept: string | undefined },
): GatewayResponse | undefined {
  const answer = parse(body);
  if (answer === undefined || !isObject(answer.value) || answer.value.statusCode === undefined)
    return undefined;
  const { headers, multiValueHeaders } = answer.value;
  const response = readResponse(answer.value, mergedHeaders(headers, multiValueHeaders));
  if (response === undefined) return undefined;
  const typed = { ...response, headers: withType(response.headers) };
  if (binary === undefined || typeof typed.body === 'string') return bounded(typed);
  const accepted = mediaType(binary.accept?.split(',', 1)[0]);
  const isBinary =
    isListedBinary(accepted === '' ? '*/*' : accepted, binary.mediaTypes) ||
    isListedBinary(mediaType(headerValue(typed.headers, 'content-type')), binary.mediaTypes);
  return bounded(isBinary ? typed : { ...typed, body: typed.body.toString('base64') });
}

const OK = 200;
const STATUS_MIN = 100;
const STATUS_MAX = 599;
const jsonType: Header = ['content-type', 'application/json'];

/** Belong to one connection, or follow from the body: a function has no say in them. */
const unsettable = new Set([
  'connection',
  'content-length',
  'keep-alive',
  'transfer-encoding',
  'upgrade',
  'trailer',
]);

function readResponse(
  answer: Record<string, unknown>,
  headers: Header[] | undefined,
): GatewayResponse | undefined {
  const { body = '', isBase64Encoded = false } = answer;
  const status = statusOf(answer.statusCode);
  if (headers === undefined || status === undefined) return undefined;
  const text = body === null ? '' : body;
  if (typeof text !== 'string') return undefined;
  const settable = headers.filter(([name]) => !unsettable.has(name.toLowerCase()));
  if (!settable.every(isWritable)) return undefined;
  return { status, headers: settable, body: isBase64Encoded === true ? Buffer.from(text, 'base64') : text };
}

function statusOf(given: unknown): number | undefined {
  const status = typeof given === 'string' && /^\d{3}$/.test(given) ? Number(given) : given;
  if (typeof status !== 'number' || !Number.isInteger(status)) return undefined;
  return status >= STATUS_MIN && status <= STATUS_MAX ? status : undefined;
}

function isWritable([name, value]: Header): boolean {
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
    return true;
  } catch {
    return false;
  }
}

const withType = (headers: readonly Header[]): Header[] =>
  headerValue(headers, 'content-type') === undefined ? [...headers, jsonType] : [...headers];

function singleHeaders(given: unknown): Header[] | undefined {
  if (given === undefined || given === null) return [];
  if (!isObject(given)) return undefined;
  const headers: Header[] = [];
  for (const [name, value] of Object.entries(given)) {
    if (value === null || value === undefined) continue;
    if (typeof value === 'object') return undefined;
    headers.push([name, String(value)]);
  }
  return headers;
}

/** A name in both has the values of the list. */
function mergedHeaders(single: unknown, multiple: unknown): Header[] | undefined {
  const once = singleHeaders(single);
  if (once === undefined) return undefined;
  if (multiple === undefined || multiple === null) return once;
  if (!isObject(multiple)) return undefined;
  const many: Header[] = [];
  for (const [name, values] of Object.entries(multiple)) {
    if (!Array.isArray(values)) return undefined;
    for (const value of values) many.push([name, String(value)]);
  }
  const names = new Set(many.map(([name]) => name.toLowerCase()));
  return [...once.filter(([name]) => !names.has(name.toLowerCase())), ...many];
}

const bounded = (response: GatewayResponse): GatewayResponse | undefined =>
  Buffer.byteLength(response.body) > gatewayLimits.responseBytesMax ? undefined : response;

function parse(json: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(json) };
  } catch {
    return undefined;
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((each) => typeof each === 'string');
