// The role that SAM makes for a function that names none: what its policies say, and what every function needs.

import { meantText } from '../../names/nearest-name.ts';
import type { Problems } from '../problems.ts';
import type { ResourceDeclaration } from '../reading/template-sections.ts';
import { intrinsicOf, isMap, kindOf, type Path, type Value, type ValueMap } from '../value.ts';
import { missingParameters, policyFromTemplate, policyTemplateNames } from './policy-templates.ts';
import { madeFrom, present } from './sam-context.ts';

const MANAGED = 'arn:${AWS::Partition}:iam::aws:policy/';
/** With its lambda: actions, in the place of the plain one; Lambda's own role for durable functions. */
const DURABLE_POLICY = 'service-role/AWSLambdaBasicDurableExecutionRolePolicy';
const PLAIN_POLICY = 'service-role/AWSLambdaBasicExecutionRole';
const TRACING_POLICY = 'AWSXrayWriteOnlyAccess';
const NETWORK_POLICY = 'service-role/AWSLambdaVPCAccessExecutionRole';

const statementMembers = ['Statement', 'Version', 'Id'];

interface Grants {
  managed: Value[];
  inline: ValueMap[];
}

export function functionRole(
  origin: ResourceDeclaration,
  properties: ValueMap,
  problems: Problems,
): ResourceDeclaration {
  const path = [...origin.path, 'Properties', 'Policies'];
  const grants: Grants = { managed: basePolicies(properties).map(managedArn), inline: [] };
  const listed = properties.Policies;
  const policies = listed === undefined || listed === null ? [] : [listed].flat();
  policies.forEach((policy, index) => {
    const place = Array.isArray(listed) ? [...path, index] : path;
    readPolicy(policy, place, grants, problems);
  });
  return madeFrom(
    origin,
    `${origin.logicalId}Role`,
    'AWS::IAM::Role',
    present({
      AssumeRolePolicyDocument: properties.AssumeRolePolicyDocument ?? assumedByLambda,
      ManagedPolicyArns: grants.managed,
      Policies: grants.inline.map((document, index) => ({
        PolicyName: `${origin.logicalId}RolePolicy${index}`,
        PolicyDocument: document,
      })),
      PermissionsBoundary: properties.PermissionsBoundary,
      Path: properties.RolePath,
    }),
  );
}

export const assumedByLambda: ValueMap = assumedBy('lambda.amazonaws.com');

export function assumedBy(service: string): ValueMap {
  return {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: ['sts:AssumeRole'], Principal: { Service: [service] } }],
  };
}

function basePolicies({ DurableConfig, Tracing, VpcConfig }: ValueMap): string[] {
  return [
    DurableConfig === undefined ? PLAIN_POLICY : DURABLE_POLICY,
    ...(Tracing === undefined ? [] : [TRACING_POLICY]),
    ...(VpcConfig === undefined ? [] : [NETWORK_POLICY]),
  ];
}

const managedArn = (name: string): Value => ({ 'Fn::Sub': MANAGED + name });

function readPolicy(policy: Value, path: Path, grants: Grants, problems: Problems): void {
  if (typeof policy === 'string') {
    grants.managed.push(policy.startsWith('arn:') ? policy : managedArn(policy));
    return;
  }
  if (!isMap(policy)) {
    problems.add(
      path,
      `A policy is a name, an ARN, a policy template or statements; this is ${kindOf(policy)}.`,
    );
    return;
  }
  if (intrinsicOf(policy) !== undefined) grants.managed.push(policy);
  else if (policy.Statement !== undefined) readStatements(policy, path, grants, problems);
  else readTemplates(policy, path, grants, problems);
}

function readStatements(policy: ValueMap, path: Path, grants: Grants, problems: Problems): void {
  for (const name of Object.keys(policy)) {
    if (!statementMembers.includes(name)) problems.add([...path, name], `A policy has no ${name}.`);
  }
  grants.inline.push({ Version: '2012-10-17', ...policy });
}

function readTemplates(policy: ValueMap, path: Path, grants: Grants, problems: Problems): void {
  for (const [name, given] of Object.entries(policy)) {
    const parameters = isMap(given) ? given : {};
    const document = policyFromTemplate(name, parameters);
    if (document === undefined) {
      const meant = meantText(name, policyTemplateNames);
      problems.add([...path, name], `There is no policy template ${name}.${meant}`);
      continue;
    }
    for (const parameter of missingParameters(name, parameters))
      problems.add([...path, name], `The policy template ${name} needs ${parameter}.`);
    grants.inline.push(document);
  }
}
