// The policies of a user or role: put one, remove one.

import { accepted, type Result } from '@perdure/protocol';
import { nameOf } from '../../../auth/policy/managed-policies.ts';
import { readPolicy } from '../../../auth/policy/policy-document.ts';
import type { Api } from '../../api.ts';
import { readRequest } from '../../request-reading.ts';
import { done } from './done.ts';
import { name, policyDocument, policyName } from './members.ts';

export interface PolicyHolder {
  /** `document` null attaches the managed policy of the name. */
  put(holder: string, policy: string, document: object | null): Promise<Result<void>>;
  remove(holder: string, policy: string): Promise<Result<void>>;
}

export function policyApis(kind: 'User' | 'Role', holderPath: string, { put, remove }: PolicyHolder): Api[] {
  const path = `${holderPath}/policies/{PolicyName}`;
  const labels = { [`${kind}Name`]: name, PolicyName: policyName };
  return [
    {
      name: `perdure:Put${kind}Policy`,
      method: 'PUT',
      path,
      async handle(call) {
        const request = readRequest(call, { labels, body: { PolicyDocument: policyDocument } });
        if (!request.ok) return request;
        const { PolicyDocument } = request.value;
        const document = documentOf(PolicyDocument);
        if (!document.ok) return document;
        const { PolicyName = '' } = call.labels;
        return done(await put(call.labels[`${kind}Name`] ?? '', nameOf(PolicyName), document.value));
      },
    },
    {
      name: `perdure:Delete${kind}Policy`,
      method: 'DELETE',
      path,
      async handle(call) {
        const request = readRequest(call, { labels });
        if (!request.ok) return request;
        return done(await remove(call.labels[`${kind}Name`] ?? '', call.labels.PolicyName ?? ''));
      },
    },
  ];
}

function documentOf(given: object | string | undefined): Result<object | null> {
  if (given === undefined) return accepted(null);
  const policy = readPolicy(given, 'identity');
  if (!policy.ok) return policy;
  return accepted(typeof given === 'string' ? (JSON.parse(given) as object) : given);
}
