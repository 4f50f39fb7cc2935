// The policies of a user or role, read once for each state of its record.

import { accepted, assert, type Result, refused } from '@perdure/protocol';
import { policyLimits } from '../policy/limits.ts';
import { managedPolicy, managedPolicyNames } from '../policy/managed-policies.ts';
import { type Policy, readPolicy } from '../policy/policy-document.ts';
import type { PolicyRecords } from './identity-record.ts';

const read = new WeakMap<PolicyRecords, readonly Policy[]>();

export function attachedPolicies(records: PolicyRecords): readonly Policy[] {
  const known = read.get(records);
  if (known !== undefined) return known;
  const policies = Object.entries(records).map(([name, document]) => {
    const policy = attachable(name, document);
    assert(policy.ok, `a policy that is kept is understood: ${name}`);
    return policy.value;
  });
  read.set(records, policies);
  return policies;
}

/** Reads a policy as it is about to be attached; `document` null means the managed one of the name. */
export function attachable(name: string, document: object | null): Result<Policy> {
  if (document !== null) return readPolicy(document, 'identity');
  const managed = managedPolicy(name);
  if (managed !== undefined) return accepted(managed);
  const known = managedPolicyNames.join(', ');
  return refused(
    'ResourceNotFoundException',
    `There is no managed policy ${name}; known are ${known}. For a policy of your own, give its document.`,
  );
}

/** The records with one more, or one replaced. */
export function withPolicy(
  records: PolicyRecords,
  name: string,
  document: object | null,
): Result<PolicyRecords> {
  const policy = attachable(name, document);
  if (!policy.ok) return policy;
  const { policiesMax, documentCharsMax } = policyLimits;
  if (document !== null && JSON.stringify(document).length > documentCharsMax) {
    return refused(
      'InvalidParameterValueException',
      `The policy document is longer than ${documentCharsMax} characters.`,
    );
  }
  const changed = { ...records, [name]: document };
  if (Object.keys(changed).length <= policiesMax) return accepted(changed);
  return refused('InvalidParameterValueException', `A user or role has at most ${policiesMax} policies.`);
}
