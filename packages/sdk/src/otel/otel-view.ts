import type { Span } from '@opentelemetry/api';
import type { AttemptEndInfo, AttemptInfo, OperationEndInfo, OperationInfo } from '../api/plugin.ts';
import type { InvocationTrace } from './invocation-trace.ts';

/** How the operations of one invocation become spans. */
export interface OtelView {
  readonly trace: InvocationTrace;
  operationStarted(info: OperationInfo): void;
  operationEnded(info: OperationEndInfo): void;
  attemptStarted(info: AttemptInfo): void;
  attemptEnded(info: AttemptEndInfo): void;
  /** What is active while the code of a context runs. */
  contextSpan(info: OperationInfo): Span;
  /** What is active while the code of an attempt runs. */
  attemptSpan(info: AttemptInfo): Span | undefined;
  /** The invocation ends: what is still open will not be ended by it. */
  close(): void;
}
