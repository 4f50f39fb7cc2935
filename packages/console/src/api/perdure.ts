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
