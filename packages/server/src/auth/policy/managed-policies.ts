// Policies that are known by name, as AWS manages them. What they say of services that are not here is left out.

import { assert } from '@perdure/protocol';
import { type Policy, readPolicy } from './policy-document.ts';

const allow = (Action: string | string[], Resource: string): object => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action, Resource }],
});

/** The executions of the function that the credentials belong to. On AWS these policies say every function's. */
// biome-ignore lint/suspicious/noTemplateCurlyInString: it is a variable of the policy language.
const ownExecutions = '${lambda:SourceFunctionArn}:*';
const durableHandlerActions = ['lambda:CheckpointDurableExecution', 'lambda:GetDurableExecutionState'];

const readActions = ['lambda:Get*', 'lambda:List*', 'perdure:Get*', 'perdure:List*', 'perdure:Watch*'];

const documents: Readonly<Record<string, object>> = {
  AdministratorAccess: allow('*', '*'),
  ReadOnlyAccess: allow(readActions, '*'),
  AWSLambda_FullAccess: allow('lambda:*', '*'),
  AWSLambda_ReadOnlyAccess: allow(['lambda:Get*', 'lambda:List*'], '*'),
  AWSLambdaRole: allow('lambda:InvokeFunction', '*'),
  AWSLambdaBasicExecutionRole: allow(
    ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'],
    '*',
  ),
  AWSLambdaBasicDurableExecutionRolePolicy: allow(durableHandlerActions, ownExecutions),
};

const policies: ReadonlyMap<string, Policy> = new Map(
  Object.entries(documents).map(([name, document]) => {
    const policy = readPolicy(document, 'identity');
    assert(policy.ok, `the managed policy ${name} is well-formed`);
    return [name, policy.value];
  }),
);

/** What every function may do with its own executions, whatever its role says. */
export function ownExecutionsPolicy(functionArn: string): Policy {
  const policy = readPolicy(allow(durableHandlerActions, `${functionArn}:*`), 'identity');
  assert(policy.ok, 'the policy of own executions is well-formed');
  return policy.value;
}

export const managedPolicyNames: readonly string[] = Object.keys(documents);

/** By name or by ARN (`arn:aws:iam::aws:policy/service-role/…`); undefined when there is none of this name. */
export const managedPolicy = (nameOrArn: string): Policy | undefined => policies.get(nameOf(nameOrArn));

export const managedDocument = (name: string): object | undefined => documents[name];

/** The name at the end of the ARN of a managed policy; any other text as it is. */
export const nameOf = (nameOrArn: string): string =>
  /^arn:[a-z-]+:iam::aws:policy\/(?:[\w-]+\/)*([\w-]+)$/.exec(nameOrArn)?.[1] ?? nameOrArn;
