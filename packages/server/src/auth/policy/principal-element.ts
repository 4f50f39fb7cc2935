// The Principal element of policies of functions: to whom a statement speaks.

import { isObject } from '../../http/validation/structure.ts';
import { malformed, shown, texts } from './elements.ts';

/** Whoever asks, by all the names that a policy may call them. */
export interface PrincipalNames {
  /** Of a user, or of a role and its session. */
  arns: readonly string[];
}

export interface PrincipalMatcher {
  isNegated: boolean;
  /** ARNs of users, roles and sessions; `*` for everybody. An account grants nothing by itself and is kept as its root. */
  arns: ReadonlySet<string>;
}

const account = /^\d{12}$/;

export function readPrincipal(statement: Record<string, unknown>, where: string): PrincipalMatcher {
  const { Principal, NotPrincipal } = statement;
  if ((Principal === undefined) === (NotPrincipal === undefined)) {
    return malformed(`${where} must have either Principal or NotPrincipal`);
  }
  const element = Principal ?? NotPrincipal;
  const isNegated = Principal === undefined;
  if (element === '*') return { isNegated, arns: new Set(['*']) };
  if (!isObject(element)) return malformed(`the Principal of ${where} must be * or an object`);
  const arns = Object.entries(element).flatMap(([kind, value]) => {
    const names = texts(value, `the principal ${kind} of ${where}`);
    // Services of AWS call nobody here: what they would be allowed is kept, and no caller ever is one.
    if (kind === 'Service') return names;
    if (kind !== 'AWS')
      return malformed(`${where} has a principal of the kind ${shown(kind)}; known are AWS and Service`);
    return names.map((name) => (account.test(name) ? `arn:aws:iam::${name}:root` : name));
  });
  return { isNegated, arns: new Set(arns) };
}

export function isPrincipal({ isNegated, arns }: PrincipalMatcher, names: PrincipalNames): boolean {
  const isNamed = arns.has('*') || names.arns.some((arn) => arns.has(arn));
  return isNamed !== isNegated;
}
