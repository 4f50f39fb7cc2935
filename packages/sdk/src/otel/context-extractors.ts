// What the caller of an invocation says about the trace it belongs to. Each part may be missing.

import { TraceFlags } from '@opentelemetry/api';
import type { InvocationInfo } from '../api/plugin.ts';

export interface ExtractedContext {
  /** 32 hexadecimal digits. */
  traceId?: string;
  /** 16 hexadecimal digits: the parent of the invocation's span. */
  parentSpanId?: string;
  /** Bit 0: sampled. Absent when upstream has not decided. */
  traceFlags?: number;
}

export type ContextExtractor = (info: InvocationInfo) => ExtractedContext | undefined;

const xRayRoot = /^1-([0-9a-f]{8})-([0-9a-f]{24})$/i;
const spanId = /^[0-9a-f]{16}$/i;

/** Reads the X-Ray header that Lambda puts into `_X_AMZN_TRACE_ID`. */
export const xRayContextExtractor: ContextExtractor = () => {
  const header = process.env._X_AMZN_TRACE_ID;
  if (header === undefined) return undefined;
  const parts = new Map(header.split(';').map((part) => splitAt(part.trim(), '=')));
  const extracted: ExtractedContext = {};
  const [, time, random] = xRayRoot.exec(parts.get('Root') ?? '') ?? [];
  if (time !== undefined && random !== undefined) extracted.traceId = (time + random).toLowerCase();
  const parent = parts.get('Parent');
  if (parent !== undefined && spanId.test(parent)) extracted.parentSpanId = parent.toLowerCase();
  const sampled = parts.get('Sampled');
  if (sampled === '1') extracted.traceFlags = TraceFlags.SAMPLED;
  if (sampled === '0') extracted.traceFlags = TraceFlags.NONE;
  return extracted;
};

function splitAt(text: string, separator: string): [string, string] {
  const index = text.indexOf(separator);
  return index === -1 ? [text, ''] : [text.slice(0, index), text.slice(index + 1)];
}

const traceParent = /^[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/i;
const HEXADECIMAL = 16;

/** Reads a W3C `traceparent` from the custom part of the Lambda client context, where a caller can put it. */
export const w3cClientContextExtractor: ContextExtractor = ({ lambdaContext }) => {
  const custom = lambdaContext?.clientContext?.custom;
  if (typeof custom !== 'object' || custom === null || !('traceparent' in custom)) return undefined;
  const [, traceId, parentSpanId, flags] = traceParent.exec(String(custom.traceparent)) ?? [];
  if (traceId === undefined || parentSpanId === undefined || flags === undefined) return undefined;
  return {
    traceId: traceId.toLowerCase(),
    parentSpanId: parentSpanId.toLowerCase(),
    traceFlags: Number.parseInt(flags, HEXADECIMAL),
  };
};
