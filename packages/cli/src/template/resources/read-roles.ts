// Roles with all the policies that a template attaches to them.

import type { PropertyReader } from '../property-reader.ts';
import type { PolicyModel, RoleModel } from '../stack-model.ts';
import type { ResolvedResources } from './resolved-resource.ts';
import { foreignPolicies } from './role-policies.ts';

export function readRoles(resources: ResolvedResources): RoleModel[] {
  const attached = [
    ...attachedPolicies(resources, 'AWS::IAM::Policy', 'PolicyName'),
    ...attachedPolicies(resources, 'AWS::IAM::RolePolicy', 'PolicyName'),
    ...attachedPolicies(resources, 'AWS::IAM::ManagedPolicy', 'ManagedPolicyName'),
  ];
  const ownManaged = new Map(
    resources.ofType('AWS::IAM::ManagedPolicy').map(({ kind, view, read }) => [String(kind.ref(view)), read]),
  );
  return resources.ofType('AWS::IAM::Role').map(({ declaration, view, read }) => {
    const arns = read.texts('ManagedPolicyArns');
    noteWhatIsNotSaid(
      declaration.logicalId,
      read,
      arns.filter((arn) => !ownManaged.has(arn)),
      resources,
    );
    // A managed policy of the template itself is told with the role that has it.
    const own = arns.flatMap((arn) => {
      const policy = ownManaged.get(arn);
      return policy === undefined ? [] : [{ policyName: nameOf(arn), document: documentOf(policy) }];
    });
    return {
      logicalId: declaration.logicalId,
      roleName: view.physicalName,
      managedPolicyArns: arns.filter((arn) => !ownManaged.has(arn)),
      policies: [
        ...read.maps('Policies').map((policy) => ({
          policyName: policy.requiredText('PolicyName'),
          document: documentOf(policy),
        })),
        ...own,
        ...attached.filter(({ roles }) => roles.includes(view.physicalName)).map(({ policy }) => policy),
      ],
      path: declaration.path,
    };
  });
}

function noteWhatIsNotSaid(
  logicalId: string,
  read: PropertyReader,
  managed: readonly string[],
  resources: ResolvedResources,
): void {
  if (read.raw('PermissionsBoundary') !== undefined)
    resources.note({
      subject: `PermissionsBoundary of ${logicalId}`,
      treatment: 'ignored',
      what: 'The role may do all that its policies say.',
    });
  const foreign = foreignPolicies(managed);
  if (foreign.length > 0)
    resources.note({
      subject: `Managed policies of ${logicalId}`,
      treatment: 'ignored',
      what: `What ${foreign.join(', ')} may say is of services that are not here.`,
    });
}

function attachedPolicies(
  resources: ResolvedResources,
  type: string,
  nameProperty: string,
): { roles: string[]; policy: PolicyModel }[] {
  return resources.ofType(type).map(({ view, read }) => ({
    roles: [...read.texts('Roles'), ...read.texts('RoleName')],
    policy: { policyName: read.text(nameProperty) ?? view.physicalName, document: documentOf(read) },
  }));
}

const documentOf = (read: PropertyReader) => read.map('PolicyDocument')?.values ?? {};
const nameOf = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1);
