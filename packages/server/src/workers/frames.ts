// What a server and a worker say to each other, over one connection that the worker opens:
//
//   GET /perdure/workers/connection, Authorization: Bearer <worker token>, Upgrade: perdure-worker/1
//
// and, once the server has switched, one JSON document per line in either direction. The worker says `hello` first, the
// server answers `welcome`; then both talk as they need. Whoever does not understand the other closes the connection.

import type { Millis } from '@perdure/protocol';
import type { ProcessExit } from '../environments/exit-reason.ts';
import type { FunctionError, InvocationTask } from '../environments/invoker.ts';
import type { LaunchOrder } from '../environments/machine.ts';
import type { RuntimeFamily } from '../functions/runtimes.ts';

export const connectionPath = '/perdure/workers/connection';
export const codePath = '/perdure/workers/code';
/** Changes when an older side would not understand a newer one. */
export const connectionProtocol = 'perdure-worker/1';

export type WorkerFrame =
  | { kind: 'hello'; name: string; environmentsMax: number; runtimes: readonly RuntimeFamily[] }
  /** Takes no more environments; those that it has end when they have done what they run. */
  | { kind: 'leaving' }
  | { kind: 'alive' }
  | { kind: 'started'; environmentId: string }
  | { kind: 'place'; environmentId: string }
  /** An invocation was given to a process that did not wait for one any more. */
  | { kind: 'not-taken'; environmentId: string; requestId: string }
  | { kind: 'returned'; environmentId: string; requestId: string; body: string }
  | { kind: 'failed'; environmentId: string; requestId: string; error: FunctionError }
  | { kind: 'init-failed'; environmentId: string; error: FunctionError }
  | { kind: 'printed'; environmentId: string; stream: 'stdout' | 'stderr'; line: string }
  | { kind: 'start-failed'; environmentId: string; error: FunctionError }
  | { kind: 'exited'; environmentId: string; exit: ProcessExit };

export type ServerFrame =
  | { kind: 'welcome'; workerId: string; now: Millis }
  | { kind: 'alive' }
  | { kind: 'launch'; order: LaunchOrder }
  | { kind: 'end'; environmentId: string; graceMillis: Millis }
  | { kind: 'give'; environmentId: string; task: InvocationTask };
