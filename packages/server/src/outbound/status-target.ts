// The port to those who are told of status changes: webhooks, functions, event buses.

import type { ExecutionStatus, Millis } from '@perdure/protocol';

/** A change of status before it is known who wants to hear of it. */
export interface StatusChangeNotice {
  readonly functionName: string;
  readonly status: ExecutionStatus;
  /** Undefined when the execution has just begun. */
  readonly statusBefore: ExecutionStatus | undefined;
}

/** AWS's event of EventBridge, as it is delivered. */
export interface StatusChangeEvent {
  readonly version: '0';
  /** The same at each delivery of the same change, to every target. */
  readonly id: string;
  readonly 'detail-type': 'Durable Execution Status Change';
  readonly source: 'aws.lambda';
  readonly account: string;
  /** ISO 8601, to the second. */
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: {
    readonly durableExecutionArn: string;
    readonly durableExecutionName: string;
    /** Qualified by the version that runs. */
    readonly functionArn: string;
    readonly status: ExecutionStatus;
    /** ISO 8601, to the millisecond. */
    readonly startTimestamp: string;
    readonly endTimestamp?: string;
  };
}

export interface StatusTarget {
  /** Unlike that of any other target, and the same after a restart: what waits in the outbox is addressed to it. */
  readonly name: string;
  /** Called for each change of status, within a turn of the loop: must cost next to nothing. */
  wants(notice: StatusChangeNotice): boolean;
  /**
   * Resolves when the target has the event for good. Rejects when it does not have it: then it is sent again, with growing
   * pauses, until it is older than `ageMillisMax`. Events of one execution come one after the other, in order; an event may
   * come twice.
   */
  deliver(event: StatusChangeEvent): Promise<void>;
  /** Default: 24 hours. */
  readonly ageMillisMax?: Millis;
}

/** What AWS tells of: the beginning and the end. Pauses, and what follows them, are Perdure's own. */
export const isOfAws = ({ status, statusBefore }: StatusChangeNotice): boolean =>
  status === 'RUNNING' ? statusBefore === undefined : isEnd(status);

const isEnd = (status: ExecutionStatus): boolean =>
  status === 'SUCCEEDED' || status === 'FAILED' || status === 'TIMED_OUT' || status === 'STOPPED';
