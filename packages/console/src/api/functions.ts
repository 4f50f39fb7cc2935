// Functions, versions, aliases and invocations, as the Lambda API has them.

import type { DurableConfig } from '@perdure/protocol';
import { send, sendForJson } from './http.ts';
import { allPages, pageOf } from './paging.ts';

const FUNCTIONS = '/2015-03-31/functions';

export interface FunctionConfiguration {
  FunctionName: string;
  FunctionArn: string;
  Version: string;
  Description?: string;
  Runtime?: string;
  Handler?: string;
  Role?: string;
  CodeSize?: number;
  CodeSha256?: string;
  Timeout?: number;
  MemorySize?: number;
  LastModified?: string;
  State?: string;
  RevisionId?: string;
  PackageType?: string;
  Architectures?: string[];
  Environment?: { Variables?: Record<string, string> };
  DurableConfig?: DurableConfig;
}

export interface AliasConfiguration {
  AliasArn: string;
  Name: string;
  FunctionVersion: string;
  Description?: string;
  RoutingConfig?: { AdditionalVersionWeights?: Record<string, number> };
}

interface Paged {
  NextMarker?: string;
}

export const label = (text: string): string => encodeURIComponent(text);
const pathOf = (functionName: string, rest = ''): string => `${FUNCTIONS}/${label(functionName)}${rest}`;

export const listFunctions = (signal?: AbortSignal): Promise<FunctionConfiguration[]> =>
  allPages((Marker) =>
    sendForJson<Paged & { Functions: FunctionConfiguration[] }>({
      path: `${FUNCTIONS}/`,
      query: { Marker },
      signal,
    }).then(({ Functions, NextMarker }) => pageOf(Functions, NextMarker)),
  );

/** Function names to how many versions they have published. */
export async function versionCounts(signal?: AbortSignal): Promise<ReadonlyMap<string, number>> {
  const versions = await allPages((Marker) =>
    sendForJson<Paged & { Functions: FunctionConfiguration[] }>({
      path: `${FUNCTIONS}/`,
      query: { FunctionVersion: 'ALL', Marker },
      signal,
    }).then(({ Functions, NextMarker }) => pageOf(Functions, NextMarker)),
  );
  const counts = new Map<string, number>();
  for (const { FunctionName, Version } of versions) {
    if (Version !== '$LATEST') counts.set(FunctionName, (counts.get(FunctionName) ?? 0) + 1);
  }
  return counts;
}

export const getFunction = (functionName: string, signal?: AbortSignal): Promise<FunctionConfiguration> =>
  sendForJson({ path: pathOf(functionName, '/configuration'), signal });

export const listVersions = (functionName: string, signal?: AbortSignal): Promise<FunctionConfiguration[]> =>
  allPages((Marker) =>
    sendForJson<Paged & { Versions: FunctionConfiguration[] }>({
      path: pathOf(functionName, '/versions'),
      query: { Marker },
      signal,
    }).then(({ Versions, NextMarker }) => pageOf(Versions, NextMarker)),
  );

export const listAliases = (functionName: string, signal?: AbortSignal): Promise<AliasConfiguration[]> =>
  allPages((Marker) =>
    sendForJson<Paged & { Aliases: AliasConfiguration[] }>({
      path: pathOf(functionName, '/aliases'),
      query: { Marker },
      signal,
    }).then(({ Aliases, NextMarker }) => pageOf(Aliases, NextMarker)),
  );

/** Changes how long executions of `$LATEST` may take and are kept; those that run keep what they started with. */
export const setDurableConfig = (
  functionName: string,
  config: DurableConfig,
): Promise<FunctionConfiguration> =>
  sendForJson({
    method: 'PUT',
    path: pathOf(functionName, '/configuration'),
    body: { DurableConfig: config },
  });

export interface Invocation {
  functionName: string;
  qualifier: string;
  /** JSON text. */
  payload: string;
  executionName?: string;
  /** Whether to wait for the result, or only for the start to be accepted. */
  waits: boolean;
}

export interface Invoked {
  /** Absent for a function that is not durable. */
  executionArn?: string;
  /** What the function answered; empty when it was not waited for. */
  payload: string;
  /** `Unhandled` when the function failed. */
  functionError?: string;
  executedVersion?: string;
  /** The last lines that it printed. */
  logTail?: string;
}

export async function invoke(invocation: Invocation): Promise<Invoked> {
  const { functionName, qualifier, payload, executionName, waits } = invocation;
  const { headers, text } = await send({
    method: 'POST',
    path: pathOf(functionName, '/invocations'),
    query: { Qualifier: qualifier },
    headers: {
      'x-amz-invocation-type': waits ? 'RequestResponse' : 'Event',
      ...(waits ? { 'x-amz-log-type': 'Tail' } : {}),
      ...(executionName === undefined ? {} : { 'x-amz-durable-execution-name': executionName }),
    },
    body: payload,
  });
  const invoked: Invoked = { payload: text };
  const executionArn = headers.get('x-amz-durable-execution-arn');
  const functionError = headers.get('x-amz-function-error');
  const executedVersion = headers.get('x-amz-executed-version');
  const logTail = headers.get('x-amz-log-result');
  if (executionArn !== null) invoked.executionArn = executionArn;
  if (functionError !== null) invoked.functionError = functionError;
  if (executedVersion !== null) invoked.executedVersion = executedVersion;
  if (logTail !== null) invoked.logTail = textOfBase64(logTail);
  return invoked;
}

const textOfBase64 = (encoded: string): string =>
  new TextDecoder().decode(Uint8Array.from(atob(encoded), (character) => character.charCodeAt(0)));
