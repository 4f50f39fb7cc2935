// A requirement file: what is sent to a handler, and the history, result and log records that must follow.

import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { parse } from 'yaml';
import type { TelemetryAssertions } from './telemetry-match.ts';

/** An event of the history, with the members that are compared. Values may be patterns; see value-match.ts. */
export type ExpectedEvent = Readonly<Record<string, unknown>> & { EventId: number };

/** The records that match, how many there are, and records that come before the first of them. */
export interface ExpectedLog {
  match: Readonly<Record<string, unknown>>;
  count?: number;
  min_count?: number;
  after?: readonly Readonly<Record<string, unknown>>[];
}

export interface CallbackAction {
  /** `*` is the first open callback. */
  CallbackName: string;
  Operation: 'success' | 'failure' | 'heartbeat';
  Payload?: unknown;
  /** Seconds from when the callback is seen. Default: 0. */
  Delay?: number;
}

export interface Requirement {
  /** `1-14` */
  id: string;
  /** `step` */
  suite: string;
  description: string;
  /** How long texts are that the run makes up, and texts that are given, by name. */
  generated: ReadonlyMap<string, number | string>;
  /** Absent when nothing is sent. */
  input?: unknown;
  asynchronous: boolean;
  actions: readonly CallbackAction[];
  /** Absent when the execution need not end. */
  result?: Readonly<Record<string, unknown>>;
  history: readonly ExpectedEvent[];
  logs: readonly ExpectedLog[];
  /** What is said about spans; absent where nothing is. */
  telemetry?: TelemetryAssertions;
}

/** A file as it is written. Null stands for what is left out. */
interface RequirementFile {
  description: string;
  Variables?: Record<string, string | number> | null;
  Input?: unknown;
  AsyncInvoke?: boolean | null;
  CallbackActions?: CallbackAction[] | null;
  ExpectedResult?: Record<string, unknown> | null;
  ExpectedExecutionHistory?: ExpectedEvent[] | null;
  ExpectedLogs?: ExpectedLog[] | null;
  TelemetryAssertions?: TelemetryAssertions | null;
  /** For the execution view, where one file is about both. */
  ExecutionTelemetryAssertions?: TelemetryAssertions | null;
}

const generator = /^\$\{GEN_STR:(\d+)\}$/;

export function parseRequirement(path: string, text: string): Requirement {
  const file: RequirementFile = parse(text);
  const { Input: input, ExpectedResult: result, TelemetryAssertions: telemetry } = file;
  const actions = file.CallbackActions ?? [];
  return {
    id: basename(path, '.yaml'),
    suite: basename(dirname(path)),
    description: file.description,
    generated: new Map(
      Object.entries(file.Variables ?? {}).map(([name, value]) => [name, variableOf(value)]),
    ),
    ...(input === undefined || input === null ? {} : { input }),
    // Actions need the execution while it runs; a synchronous invocation would name it at its end.
    asynchronous: file.AsyncInvoke === true || actions.length > 0,
    actions,
    ...(result === undefined || result === null ? {} : { result }),
    history: file.ExpectedExecutionHistory ?? [],
    logs: file.ExpectedLogs ?? [],
    ...(telemetry === undefined || telemetry === null ? {} : { telemetry }),
  };
}

function variableOf(value: string | number): number | string {
  const length = generator.exec(String(value))?.[1];
  return length === undefined ? String(value) : Number(length);
}

/** A file about both views of spans is two requirements, as a function has the plugin of one. */
function parseRequirements(path: string, text: string): Requirement[] {
  const requirement = parseRequirement(path, text);
  const { ExecutionTelemetryAssertions: telemetry }: RequirementFile = parse(text);
  if (telemetry === undefined || telemetry === null) return [requirement];
  const { id, suite } = requirement;
  return [requirement, { ...requirement, id: `${id}-execution`, suite: `${suite}-execution`, telemetry }];
}

const byNumber = new Intl.Collator('en', { numeric: true });

/** All requirements below a folder, in the order of their ids. */
export function readRequirements(folder: string): Requirement[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return files
    .filter((file) => file.endsWith('.yaml'))
    .flatMap((file) => parseRequirements(file, readFileSync(join(folder, file), 'utf8')))
    .sort((a, b) => byNumber.compare(a.id, b.id));
}
