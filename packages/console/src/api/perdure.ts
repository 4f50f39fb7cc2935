// What the server says about itself, and what only Perdure has: open callbacks and statistics.

import type { EpochSeconds, Limits } from '@perdure/protocol';
import { sendForJson } from './http.ts';
import { type Page, pageOf } from './paging.ts';

export interface ServerDescription {
  Version: string;
  Realm: { Partition: string; Region: string; Account: string };
  Store: string;
  Limits: Partial<Limits>;
  Identity: { Arn: string };
  StartTimestamp: EpochSeconds;
}

export interface OpenCallback {
  CallbackId: string;
  DurableExecutionArn: string;
  FunctionName: string;
  OperationId: string;
  Name?: string;
  StartTimestamp: EpochSeconds;
  TimeoutTimestamp?: EpochSeconds;
  HeartbeatTimeoutTimestamp?: EpochSeconds;
}

export const getServer = (signal?: AbortSignal): Promise<ServerDescription> =>
  sendForJson({ path: '/perdure/server', signal });

export async function listCallbacks(
  query: { functionName?: string | undefined; marker?: string | undefined; itemsMax: number },
  signal?: AbortSignal,
): Promise<Page<OpenCallback>> {
  const { Callbacks, NextMarker } = await sendForJson<{ Callbacks: OpenCallback[]; NextMarker?: string }>({
    path: '/perdure/callbacks',
    query: { FunctionName: query.functionName, Marker: query.marker, MaxItems: query.itemsMax },
    signal,
  });
  return pageOf(Callbacks, NextMarker);
}

/** A machine that runs functions for the server. */
export interface Worker {
  WorkerId: string;
  Name: string;
  Address: string;
  Runtimes: string[];
  EnvironmentsMax: number;
  Environments: number;
  /** `LEAVING`: it takes no more. */
  Status: 'CONNECTED' | 'LEAVING';
  ConnectedTimestamp: EpochSeconds;
}

export const listWorkers = async (signal?: AbortSignal): Promise<Worker[]> =>
  (await sendForJson<{ Workers: Worker[] }>({ path: '/perdure/workers', signal })).Workers;

export interface Counts {
  Started: number;
  Succeeded: number;
  Failed: number;
  TimedOut: number;
  Stopped: number;
  /** Missing where nothing ended. */
  DurationMillis?: { P50: number; P90: number; P99: number };
}

export interface FunctionStatistics {
  FunctionName: string;
  Running: number;
  RunningByVersion: Record<string, number>;
  LastStartTimestamp?: EpochSeconds;
  Total: Counts;
  /** Those in which something happened. */
  Buckets: (Counts & { Timestamp: EpochSeconds })[];
}

export interface Statistics {
  From: EpochSeconds;
  To: EpochSeconds;
  /** Seconds. */
  Period: number;
  Functions: FunctionStatistics[];
}

export interface StatisticsQuery {
  functionName?: string;
  /** Epoch seconds; default: 24 hours ago. */
  from?: EpochSeconds;
  periodSeconds?: number;
}

export const getStatistics = (query: StatisticsQuery, signal?: AbortSignal): Promise<Statistics> =>
  sendForJson({
    path: '/perdure/functions/statistics',
    query: { FunctionName: query.functionName, From: query.from, Period: query.periodSeconds },
    signal,
  });
