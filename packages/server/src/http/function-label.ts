// The path label that names a function, by name, partial ARN or ARN, with or without a qualifier.

import { accepted, parseFunctionReference, type Realm, type Result, refused } from '@perdure/protocol';

export interface FunctionTarget {
  functionName: string;
  /** A version, an alias or `$LATEST`; absent when the caller gave none. */
  qualifier?: string;
}

/** Reads a label that has passed its constraints; `qualifier` is the one given beside it, in the query. */
export function functionTarget(
  label: string,
  qualifier: string | undefined,
  home: Realm,
): Result<FunctionTarget> {
  const reference = parseFunctionReference(label, home);
  if (reference === undefined) {
    return refused('ResourceNotFoundException', `Function not found: ${label}`);
  }
  const { realm, functionName, qualifier: derived } = reference;
  if (realm.region !== home.region) {
    const message = `Functions of region ${realm.region} are not reachable here: this server is region ${home.region}`;
    return refused('ResourceNotFoundException', message);
  }
  if (realm.account !== home.account || realm.partition !== home.partition) {
    return refused('ResourceNotFoundException', `Function not found: ${label}`);
  }
  if (derived !== undefined && qualifier !== undefined && derived !== qualifier) {
    const message = `The function name holds the qualifier ${derived}, but the Qualifier is ${qualifier}; give one of them`;
    return refused('InvalidParameterValueException', message);
  }
  const chosen = qualifier ?? derived;
  return accepted(chosen === undefined ? { functionName } : { functionName, qualifier: chosen });
}

/** The same for APIs that act on a function as a whole. `$LATEST` is what they act on anyway, and may be named. */
export function wholeFunction(label: string, home: Realm): Result<string> {
  const target = functionTarget(label, undefined, home);
  if (!target.ok) return target;
  const { functionName, qualifier } = target.value;
  if (qualifier === undefined || qualifier === '$LATEST') return accepted(functionName);
  const message = `This API acts on the function as a whole; leave the qualifier ${qualifier} out`;
  return refused('InvalidParameterValueException', message);
}
