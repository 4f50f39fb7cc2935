// The path label that names an execution, judged against the realm of this server.

import {
  accepted,
  type ExecutionReference,
  isSameRealm,
  parseExecutionArn,
  type Realm,
  type Result,
  refused,
} from '@perdure/protocol';

/** The execution that a well-formed ARN names, unless it lives elsewhere. */
export function executionInRealm(arn: string, home: Realm): Result<ExecutionReference> {
  const reference = parseExecutionArn(arn);
  if (reference === undefined)
    return refused('ResourceNotFoundException', `Durable Execution does not exist: ${arn}`);
  if (isSameRealm(reference.realm, home)) return accepted(reference);
  const { region } = reference.realm;
  const message =
    region === home.region
      ? `Durable Execution does not exist: ${arn}`
      : `Function not found: this server is region ${home.region}, the ARN names ${region}`;
  return refused('ResourceNotFoundException', message);
}

/**
 * The same for the APIs that handlers call. To them an execution that is not here is one that their token does not fit,
 * and the beginning of the message is what tells an SDK to end its invocation.
 */
export function tokenHolderInRealm(arn: string, home: Realm): Result<ExecutionReference> {
  const found = executionInRealm(arn, home);
  if (found.ok) return found;
  return refused('InvalidParameterValueException', `Invalid Checkpoint Token: ${found.refusal.message}`);
}
