// The callbacks that executions wait for. A Perdure server keeps a list of them; on AWS they are read from the histories of the
// executions that run.

import type { EpochSeconds } from '@perdure/protocol';
import { parseExecutionArn } from '@perdure/protocol';
import type { FunctionTarget } from '../commands/argument-values.ts';
import { ApiError } from '../failure.ts';
import type { LambdaApi } from '../lambda-api.ts';
import { OperationTree } from '../watch/operation-tree.ts';

const HTTP_NOT_FOUND = 404;

export interface OpenCallback {
  CallbackId: string;
  DurableExecutionArn: string;
  FunctionName: string;
  Name?: string;
  StartTimestamp: EpochSeconds;
}

export async function openCallbacks(
  api: LambdaApi,
  target: FunctionTarget | undefined,
): Promise<OpenCallback[]> {
  try {
    return await Array.fromAsync(api.listCallbacks(target?.functionName));
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== HTTP_NOT_FOUND) throw error;
    return await fromHistories(api, target);
  }
}

async function fromHistories(api: LambdaApi, target: FunctionTarget | undefined): Promise<OpenCallback[]> {
  const targets = target === undefined ? await durableFunctions(api) : [target];
  const found: OpenCallback[] = [];
  for (const { functionName, qualifier } of targets) {
    const query = { functionName, qualifier, statuses: ['RUNNING'], newestFirst: false };
    for await (const { DurableExecutionArn: arn } of api.listExecutions(query))
      found.push(...(await callbacksOf(api, arn)));
  }
  return found.sort((one, other) => one.StartTimestamp - other.StartTimestamp);
}

async function durableFunctions(api: LambdaApi): Promise<FunctionTarget[]> {
  const functions = await Array.fromAsync(api.listFunctions());
  return functions.flatMap(({ FunctionName: functionName, DurableConfig }) =>
    DurableConfig === undefined ? [] : [{ functionName, qualifier: undefined }],
  );
}

async function callbacksOf(api: LambdaApi, executionArn: string): Promise<OpenCallback[]> {
  const tree = new OperationTree();
  for await (const event of api.history(executionArn, { includeData: false })) tree.apply(event);
  const functionName = parseExecutionArn(executionArn)?.functionName ?? '';
  return tree.openCallbacks().flatMap(({ callbackId, name, startedAt }) =>
    callbackId === undefined
      ? []
      : [
          {
            CallbackId: callbackId,
            DurableExecutionArn: executionArn,
            FunctionName: functionName,
            Name: name,
            StartTimestamp: startedAt,
          },
        ],
  );
}
