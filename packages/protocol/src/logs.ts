// What functions printed, as GET /perdure/logs gives it: in pages, or one event at a time when the logs are followed.

import type { EpochSeconds } from './time.ts';

/** One line. What cannot be known of it (a function that prints between invocations, say) is absent. */
export interface LogEvent {
  /** When the server got the line. */
  Timestamp: EpochSeconds;
  FunctionName: string;
  Version?: string;
  EnvironmentId?: string;
  RequestId?: string;
  DurableExecutionArn?: string;
  OperationId?: string;
  OperationName?: string;
  Attempt?: number;
  /** In capitals, such as INFO or WARN. */
  Level?: string;
  /** `platform`: not printed by the function, but said about it, such as why its process was killed. */
  Stream: 'stdout' | 'stderr' | 'platform';
  /** What the line says, without what the other members hold already. */
  Message: string;
  /** The line as it was printed; there when it holds more than the message. */
  Line?: string;
}

export interface LogPage {
  Events: LogEvent[];
  /** Absent on the last page. */
  NextMarker?: string;
}
