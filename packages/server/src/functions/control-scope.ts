// What the parts of the control plane share.

import type { Millis, Realm, Result } from '@perdure/protocol';
import { formatFunctionArn, refused } from '@perdure/protocol';
import type { FunctionCatalogue } from './function-catalogue.ts';
import type { Stamp } from './function-configuration.ts';

export interface ControlScope {
  catalogue: FunctionCatalogue;
  realm: Realm;
  now(): Millis;
  freshId(): string;
  /** Whether the ends of asynchronous invocations can be sent there. */
  isDestination(arn: string): boolean;
}

export const stampOf = (scope: ControlScope): Stamp => ({ now: scope.now(), revisionId: scope.freshId() });

export function functionNotFound(
  realm: Realm,
  functionName: string,
  qualifier?: string,
): ReturnType<typeof refused> {
  const arn = formatFunctionArn({ realm, functionName, ...(qualifier === undefined ? {} : { qualifier }) });
  return refused('ResourceNotFoundException', `Function not found: ${arn}`);
}

/** A caller that read the resource before somebody else changed it must read it again. */
export function checkRevision(expected: string | undefined, current: string): Result<void> {
  if (expected === undefined || expected === '' || expected === current)
    return { ok: true, value: undefined };
  return refused(
    'PreconditionFailedException',
    `The RevisionId ${expected} is not the current one, ${current}. Get the resource again and repeat the change.`,
  );
}
