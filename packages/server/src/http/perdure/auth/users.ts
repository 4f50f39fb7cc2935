// Users, their access keys and their policies.

import { toEpochSeconds } from '@perdure/protocol';
import type { User } from '../../../auth/identities/identities.ts';
import { pageOf } from '../../../functions/function-pages.ts';
import { type Api, jsonAnswer } from '../../api.ts';
import { CREATED } from '../../http-status.ts';
import { readRequest } from '../../request-reading.ts';
import { functionMaxItems, marker } from '../../validation/api-members.ts';
import type { AuthPorts } from './auth-ports.ts';
import { done } from './done.ts';
import { accessKeyId, keyStatus, name } from './members.ts';
import { policyApis } from './policies.ts';

const usersPath = '/perdure/auth/users';
const userPath = `${usersPath}/{UserName}`;
const keysPath = `${userPath}/access-keys`;
const labels = { UserName: name };
const keyLabels = { UserName: name, AccessKeyId: accessKeyId };

export function userApis(ports: AuthPorts): Api[] {
  const { identities } = ports;
  return [
    {
      name: 'perdure:ListUsers',
      method: 'GET',
      path: usersPath,
      async handle(call) {
        const request = readRequest(call, { query: { Marker: marker, MaxItems: functionMaxItems } });
        if (!request.ok) return request;
        const page = pageOf(identities.users, (user) => user.name, 'users', request.value, ports.now());
        if (!page.ok) return page;
        const Users = page.value.items.map((user) => described(user, ports));
        return jsonAnswer({ Users, ...page.value.marker });
      },
    },
    {
      name: 'perdure:GetUser',
      method: 'GET',
      path: userPath,
      async handle(call) {
        const request = readRequest(call, { labels });
        if (!request.ok) return request;
        const user = identities.user(request.value.UserName);
        if (user === undefined) return identities.noUser(request.value.UserName);
        return jsonAnswer({ ...described(user, ports), PolicyDocuments: user.policies });
      },
    },
    {
      name: 'perdure:CreateUser',
      method: 'PUT',
      path: userPath,
      async handle(call) {
        const request = readRequest(call, { labels });
        if (!request.ok) return request;
        const user = await identities.createUser(request.value.UserName);
        return user.ok ? jsonAnswer(described(user.value, ports), CREATED) : user;
      },
    },
    {
      name: 'perdure:DeleteUser',
      method: 'DELETE',
      path: userPath,
      async handle(call) {
        const request = readRequest(call, { labels });
        return request.ok ? done(await identities.deleteUser(request.value.UserName)) : request;
      },
    },
    ...keyApis(ports),
    ...policyApis('User', userPath, {
      put: (userName, policy, document) => identities.putUserPolicy(userName, policy, document),
      remove: (userName, policy) => identities.deleteUserPolicy(userName, policy),
    }),
  ];
}

const keyApis = ({ identities }: AuthPorts): Api[] => [
  {
    name: 'perdure:CreateAccessKey',
    method: 'POST',
    path: keysPath,
    async handle(call) {
      const request = readRequest(call, { labels });
      if (!request.ok) return request;
      const key = await identities.createAccessKey(request.value.UserName);
      if (!key.ok) return key;
      const { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey } = key.value;
      return jsonAnswer({ UserName: request.value.UserName, AccessKeyId, SecretAccessKey }, CREATED);
    },
  },
  {
    name: 'perdure:UpdateAccessKey',
    method: 'PUT',
    path: `${keysPath}/{AccessKeyId}`,
    async handle(call) {
      const request = readRequest(call, { labels: keyLabels, body: { Status: keyStatus } });
      if (!request.ok) return request;
      const { UserName, AccessKeyId, Status } = request.value;
      return done(await identities.setAccessKeyStatus(UserName, AccessKeyId, Status));
    },
  },
  {
    name: 'perdure:DeleteAccessKey',
    method: 'DELETE',
    path: `${keysPath}/{AccessKeyId}`,
    async handle(call) {
      const request = readRequest(call, { labels: keyLabels });
      if (!request.ok) return request;
      const { UserName, AccessKeyId } = request.value;
      return done(await identities.deleteAccessKey(UserName, AccessKeyId));
    },
  },
];

function described(user: User, { realm: { partition, account } }: AuthPorts) {
  return {
    UserName: user.name,
    Arn: `arn:${partition}:iam::${account}:user/${user.name}`,
    UserId: user.id,
    CreationTimestamp: toEpochSeconds(user.createdAt),
    Policies: Object.keys(user.policies),
    AccessKeys: user.accessKeys.map(({ accessKeyId: AccessKeyId, status: Status, createdAt }) => ({
      AccessKeyId,
      Status,
      CreationTimestamp: toEpochSeconds(createdAt),
    })),
  };
}
