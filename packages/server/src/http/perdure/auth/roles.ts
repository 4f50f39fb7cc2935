// Roles, their policies, and the sessions of users who take one.

import { toEpochSeconds } from '@perdure/protocol';
import type { Role } from '../../../auth/identities/identities.ts';
import { identityLimits } from '../../../auth/identities/limits.ts';
import { pageOf } from '../../../functions/function-pages.ts';
import { type Api, jsonAnswer } from '../../api.ts';
import { CREATED } from '../../http-status.ts';
import { readRequest } from '../../request-reading.ts';
import { functionMaxItems, marker } from '../../validation/api-members.ts';
import { integer } from '../../validation/member.ts';
import type { AuthPorts } from './auth-ports.ts';
import { done } from './done.ts';
import { name } from './members.ts';
import { policyApis } from './policies.ts';

const rolesPath = '/perdure/auth/roles';
const rolePath = `${rolesPath}/{RoleName}`;
const labels = { RoleName: name };

export function roleApis(ports: AuthPorts): Api[] {
  const { identities } = ports;
  return [
    {
      name: 'perdure:ListRoles',
      method: 'GET',
      path: rolesPath,
      async handle(call) {
        const request = readRequest(call, { query: { Marker: marker, MaxItems: functionMaxItems } });
        if (!request.ok) return request;
        const page = pageOf(identities.roles, (role) => role.name, 'roles', request.value, ports.now());
        if (!page.ok) return page;
        const Roles = page.value.items.map((role) => described(role, ports));
        return jsonAnswer({ Roles, ...page.value.marker });
      },
    },
    {
      name: 'perdure:GetRole',
      method: 'GET',
      path: rolePath,
      async handle(call) {
        const request = readRequest(call, { labels });
        if (!request.ok) return request;
        const role = identities.role(request.value.RoleName);
        if (role === undefined) return identities.noRole(request.value.RoleName);
        return jsonAnswer({ ...described(role, ports), PolicyDocuments: role.policies });
      },
    },
    {
      name: 'perdure:CreateRole',
      method: 'PUT',
      path: rolePath,
      async handle(call) {
        const request = readRequest(call, { labels });
        if (!request.ok) return request;
        const role = await identities.createRole(request.value.RoleName);
        return role.ok ? jsonAnswer(described(role.value, ports), CREATED) : role;
      },
    },
    {
      name: 'perdure:DeleteRole',
      method: 'DELETE',
      path: rolePath,
      async handle(call) {
        const request = readRequest(call, { labels });
        return request.ok ? done(await identities.deleteRole(request.value.RoleName)) : request;
      },
    },
    assumeApi(ports),
    ...policyApis('Role', rolePath, {
      put: (roleName, policy, document) => identities.putRolePolicy(roleName, policy, document),
      remove: (roleName, policy) => identities.deleteRolePolicy(roleName, policy),
    }),
  ];
}

const { roleSessionSecondsMin, roleSessionSecondsMax, roleSessionSecondsDefault } = identityLimits;
const sessionMembers = {
  SessionName: { read: name.read },
  DurationSeconds: integer(roleSessionSecondsMin, roleSessionSecondsMax),
};

/** The action has the name that it has on AWS. */
const assumeApi = (ports: AuthPorts): Api => ({
  name: 'sts:AssumeRole',
  method: 'POST',
  path: `${rolePath}/sessions`,
  async handle(call) {
    const request = readRequest(call, { labels, body: sessionMembers });
    if (!request.ok) return request;
    const { RoleName, SessionName = call.identity.userName ?? 'session' } = request.value;
    const { DurationSeconds = roleSessionSecondsDefault } = request.value;
    const { identities, sessions } = ports;
    if (identities.role(RoleName) === undefined) return identities.noRole(RoleName);
    const who = { roleArn: arnOf(RoleName, ports), sessionName: SessionName };
    const issued = sessions.issue(who, DurationSeconds);
    return jsonAnswer(
      {
        AccessKeyId: issued.accessKeyId,
        SecretAccessKey: issued.secretAccessKey,
        SessionToken: issued.sessionToken,
        ExpirationTimestamp: toEpochSeconds(issued.expiresAt),
      },
      CREATED,
    );
  },
});

const arnOf = (roleName: string, { realm: { partition, account } }: AuthPorts): string =>
  `arn:${partition}:iam::${account}:role/${roleName}`;

function described(role: Role, ports: AuthPorts) {
  return {
    RoleName: role.name,
    Arn: arnOf(role.name, ports),
    RoleId: role.id,
    CreationTimestamp: toEpochSeconds(role.createdAt),
    Policies: Object.keys(role.policies),
  };
}
