// The policies of a template's role in the form in which a server takes them: what speaks of services that are not here is left out,
// for a server judges only what is asked of it, and refuses a document that it does not understand whole.

import type { RoleModel } from '../stack-model.ts';
import { isMap, type Value, type ValueMap } from '../value.ts';

/** Name of a policy to its document; null is the managed policy of the name. */
export type RolePolicies = Record<string, ValueMap | null>;

/** Managed policies that a server knows by name. */
const known = new Set([
  'AdministratorAccess',
  'AWSLambdaBasicDurableExecutionRolePolicy',
  'AWSLambdaBasicExecutionRole',
  'AWSLambdaRole',
  'AWSLambda_FullAccess',
  'AWSLambda_ReadOnlyAccess',
  'ReadOnlyAccess',
]);

/** Others that allow something here: their actions, on everything. */
const spelledOut: Readonly<Record<string, readonly string[]>> = {
  AmazonDynamoDBFullAccess: ['dynamodb:*'],
  AmazonDynamoDBReadOnlyAccess: [
    'dynamodb:BatchGetItem',
    'dynamodb:Describe*',
    'dynamodb:GetItem',
    'dynamodb:List*',
    'dynamodb:Query',
    'dynamodb:Scan',
  ],
  AmazonEventBridgeFullAccess: ['events:*', 'scheduler:*'],
  PowerUserAccess: ['dynamodb:*', 'events:*', 'lambda:*', 'scheduler:*'],
};

const servicesHere = /^(dynamodb|events|iam|lambda|perdure|scheduler|sts|\*)(:|$)/i;
const NAME_CHARS_MAX = 128;
const forbiddenInNames = /[^\w+=,.@-]/g;

export function rolePolicies({ managedPolicyArns, policies }: RoleModel): RolePolicies {
  const managed = managedPolicyArns.map(nameOf).flatMap((name): [string, ValueMap | null][] => {
    if (known.has(name)) return [[name, null]];
    const actions = Object.hasOwn(spelledOut, name) ? spelledOut[name] : undefined;
    return actions === undefined ? [] : [[name, allow(actions)]];
  });
  const own = policies.flatMap(({ policyName, document }): [string, ValueMap][] => {
    const statements = [document.Statement ?? []].flat().filter(isOfHere);
    if (statements.length === 0) return [];
    return [[policyNameOf(policyName), { ...document, Statement: statements }]];
  });
  return Object.fromEntries([...managed, ...own]);
}

/** Managed policies that say nothing about what is here. */
export const foreignPolicies = (managedPolicyArns: readonly string[]): string[] =>
  managedPolicyArns.map(nameOf).filter((name) => !known.has(name) && !Object.hasOwn(spelledOut, name));

const nameOf = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1);

const policyNameOf = (name: string): string =>
  name.replaceAll(forbiddenInNames, '-').slice(0, NAME_CHARS_MAX);

const allow = (actions: readonly string[]): ValueMap => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: [...actions], Resource: '*' }],
});

/** What a statement says of other services could never be asked. `NotAction` speaks of all services. */
function isOfHere(statement: Value): boolean {
  if (!isMap(statement) || statement.NotAction !== undefined) return true;
  return [statement.Action ?? []].flat().some((action) => servicesHere.test(String(action)));
}
