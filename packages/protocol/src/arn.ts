// Amazon resource names of functions and durable executions.
//
// A function:   arn:<partition>:lambda:<region>:<account>:function:<name>[:<version or alias>]
// An execution: arn:<partition>:lambda:<region>:<account>:function:<name>:<version>/durable-execution/<name>/<id>
//
// An execution's ARN names the version that runs it, never an alias. Its last segment is unique in the account, and is
// also the id of the EXECUTION operation.

import type { ExecutionId } from './ids.ts';

/** Where resources live: what all ARNs of one server begin with. */
export interface Realm {
  partition: string;
  region: string;
  /** Twelve digits. */
  account: string;
}

export interface FunctionReference {
  realm: Realm;
  functionName: string;
  /** A version, an alias or `$LATEST`; absent when the caller gave none. */
  qualifier?: string;
}

export interface ExecutionReference {
  realm: Realm;
  functionName: string;
  functionVersion: string;
  executionName: string;
  executionId: ExecutionId;
}

const executionArnPattern =
  /^arn:([a-zA-Z0-9-]+):lambda:([a-zA-Z0-9-]+):(\d{12}):function:([a-zA-Z0-9_-]+):(\$LATEST(?:\.PUBLISHED)?|[0-9]+)\/durable-execution\/([a-zA-Z0-9_-]+)\/([a-zA-Z0-9_-]+)$/;

const functionPattern =
  /^(?:arn:(aws[a-zA-Z-]*):lambda:)?(?:((?:eusc-)?[a-z]{2}(?:-[a-z]+)+-\d):)?(?:(\d{12}):)?(?:function:)?([a-zA-Z0-9-_]{1,140})(?::(\$LATEST(?:\.PUBLISHED)?|[a-zA-Z0-9-_]{1,128}))?$/;

export function formatExecutionArn(reference: ExecutionReference): string {
  const version = reference.functionVersion;
  const owner = formatFunctionArn({ ...reference, qualifier: version });
  return `${owner}/durable-execution/${reference.executionName}/${reference.executionId}`;
}

/** Reads an execution ARN, or answers undefined when the text is not one. */
export function parseExecutionArn(text: string): ExecutionReference | undefined {
  const match = executionArnPattern.exec(text);
  if (match === null) return undefined;
  const [
    ,
    partition = '',
    region = '',
    account = '',
    functionName = '',
    functionVersion = '',
    name = '',
    id = '',
  ] = match;
  return {
    realm: { partition, region, account },
    functionName,
    functionVersion,
    executionName: name,
    executionId: id as ExecutionId,
  };
}

export function formatFunctionArn(reference: FunctionReference): string {
  const { partition, region, account } = reference.realm;
  const unqualified = `arn:${partition}:lambda:${region}:${account}:function:${reference.functionName}`;
  return reference.qualifier === undefined ? unqualified : `${unqualified}:${reference.qualifier}`;
}

/**
 * Reads a function's name, partial ARN or ARN. What the text leaves out is taken from `home`; a realm that differs
 * from `home` is returned as it stands, for the caller to judge.
 */
export function parseFunctionReference(text: string, home: Realm): FunctionReference | undefined {
  const match = functionPattern.exec(text);
  if (match === null) return undefined;
  const [, partition, region, account, functionName = '', qualifier] = match;
  const realm = {
    partition: partition ?? home.partition,
    region: region ?? home.region,
    account: account ?? home.account,
  };
  return qualifier === undefined ? { realm, functionName } : { realm, functionName, qualifier };
}

export const isSameRealm = (left: Realm, right: Realm): boolean =>
  left.partition === right.partition && left.region === right.region && left.account === right.account;
