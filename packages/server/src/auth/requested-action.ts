// What a request asks for in the words of policies: an action, and the resource that it is about.
//
// Most APIs follow one rule: the action is the name of the API, and the resource is what the path or the query names: an
// execution, a function as it is called, a user, a role. What is not about one resource is about `*`.

import type { ExecutionReference, Realm } from '@perdure/protocol';
import { formatExecutionArn, formatFunctionArn, parseFunctionReference } from '@perdure/protocol';
import { stackArn } from '../gateway/stacks/stack-addresses.ts';
import type { AuthorizationRequest } from '../http/authorizer.ts';
import { actionsInBody } from './actions-in-body.ts';

export interface RequestedAction {
  action: string;
  resource: string;
}

/** APIs whose action has another name. */
const actions: Readonly<Record<string, string>> = {
  Invoke: 'lambda:InvokeFunction',
  InvokeAsync: 'lambda:InvokeFunction',
  InvokeWithResponseStream: 'lambda:InvokeFunction',
};

export function actionOf(apiName: string): string {
  if (Object.hasOwn(actions, apiName)) return actions[apiName] ?? apiName;
  return apiName.includes(':') ? apiName : `lambda:${apiName}`;
}

/** Finds the execution that waits for a callback. */
export type CallbackOwner = (callbackId: string) => Promise<ExecutionReference | undefined>;

/** All that must be permitted. */
export async function requestedActions(
  request: AuthorizationRequest,
  home: Realm,
  callbackOwner: CallbackOwner,
): Promise<readonly RequestedAction[]> {
  const inBody = actionsInBody(request.apiName, request.body, home);
  if (inBody !== undefined) return inBody;
  const resource = await resourceOf(request, home, callbackOwner);
  return [{ action: actionOf(request.apiName), resource }];
}

async function resourceOf(
  request: AuthorizationRequest,
  home: Realm,
  callbackOwner: CallbackOwner,
): Promise<string> {
  const { labels, apiName } = request;
  const { DurableExecutionArn, CallbackId, FunctionName, UserName, RoleName, StackName } = labels;
  const arn = labels.Resource ?? labels.ResourceArn;
  if (DurableExecutionArn !== undefined) return DurableExecutionArn;
  if (FunctionName !== undefined) {
    const cut = request.url.indexOf('?');
    const query = cut === -1 ? undefined : new URLSearchParams(request.url.slice(cut));
    return functionArn(FunctionName, query?.get('Qualifier') ?? undefined, home);
  }
  if (CallbackId !== undefined) {
    const owner = await callbackOwner(CallbackId);
    // To somebody who may not answer every callback, one that is not there is one that is not theirs.
    return owner === undefined
      ? formatFunctionArn({ realm: home, functionName: '*' })
      : formatExecutionArn(owner);
  }
  if (arn !== undefined) return arn;
  const { partition, account } = home;
  if (UserName !== undefined) return `arn:${partition}:iam::${account}:user/${UserName}`;
  if (RoleName !== undefined) return `arn:${partition}:iam::${account}:role/${RoleName}`;
  if (StackName !== undefined) return stackArn(home, StackName);
  if (apiName === 'CreateFunction')
    return functionArn(bodyText(request.body, 'FunctionName') ?? '', undefined, home);
  return apiName.includes(':') ? queriedResource(request.url, home) : '*';
}

/** Perdure's own APIs name executions and functions in the query. */
function queriedResource(url: string, home: Realm): string {
  const cut = url.indexOf('?');
  if (cut === -1) return '*';
  const query = new URLSearchParams(url.slice(cut));
  const execution = query.get('DurableExecutionArn');
  if (execution !== null) return execution;
  const name = query.get('FunctionName');
  return name === null ? '*' : functionArn(name, query.get('Qualifier') ?? undefined, home);
}

/** Qualified as it is called. A name that is none is refused later; until then it is no function of anybody's. */
function functionArn(name: string, qualifier: string | undefined, home: Realm): string {
  const reference = parseFunctionReference(name, home);
  if (reference === undefined) return '*';
  const chosen = qualifier ?? reference.qualifier;
  const { realm, functionName } = reference;
  return formatFunctionArn({ realm, functionName, ...(chosen === undefined ? {} : { qualifier: chosen }) });
}

/** The role that a request gives to a function, which its sender must be permitted to pass. */
export function passedRole({ apiName, body }: AuthorizationRequest): string | undefined {
  if (apiName !== 'CreateFunction' && apiName !== 'UpdateFunctionConfiguration') return undefined;
  return bodyText(body, 'Role');
}

function bodyText(body: Buffer, member: string): string | undefined {
  try {
    const value: unknown = Reflect.get(Object(JSON.parse(body.toString('utf8'))), member);
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}
