// The form in which functions hand their spans to the runner.

/** `service.name` of the functions of the suites about spans. */
export const SERVICE_NAME = 'conformance';

/** A span as functions write it to a file, one JSON object per line. Times are milliseconds since the epoch. */
export interface SpanRecord {
  name: string;
  /** `INTERNAL` */
  kind: string | undefined;
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  status: string | undefined;
  attributes: Readonly<Record<string, unknown>>;
  links: readonly { traceId: string; spanId: string }[];
  start: number;
  end: number;
  /** `service.name` of the resource. */
  service: string;
}
