// Whoever asks, as policies see them: names, policies, and what conditions may ask about them.

import type { Realm } from '@perdure/protocol';
import { formatFunctionArn, type Millis } from '@perdure/protocol';
import type { Identity } from '../http/authorizer.ts';
import { attachedPolicies } from './identities/attached-policies.ts';
import type { ConsoleSession } from './identities/console-sessions.ts';
import type { Identities, User } from './identities/identities.ts';
import type { Session } from './identities/session-tokens.ts';
import { ownExecutionsPolicy } from './policy/managed-policies.ts';
import type { Policy } from './policy/policy-document.ts';
import type { PrincipalNames } from './policy/principal-element.ts';
import type { RequestFacts } from './policy/request-context.ts';

export interface Caller {
  identity: Identity;
  accessKeyId?: string;
  /** Whoever started the server may do everything, and no policy says otherwise. */
  isRoot: boolean;
  /** The caller is a function: it is not held up by rate limits, for it repeats what was refused. */
  isFunction: boolean;
  policies: readonly Policy[];
  principal: PrincipalNames;
  facts: Pick<
    RequestFacts,
    'principalArn' | 'principalType' | 'userId' | 'userName' | 'tokenIssuedAt' | 'sourceFunctionArn'
  >;
}

type Login = NonNullable<Identity['login']>;

const loginOf = (session: ConsoleSession | undefined): { login?: Login } =>
  session === undefined ? {} : { login: { csrfToken: session.csrfToken, expiresAt: session.expiresAt } };

export function rootCaller({ partition, account }: Realm, session?: ConsoleSession): Caller {
  const arn = `arn:${partition}:iam::${account}:root`;
  return {
    identity: { arn, ...loginOf(session) },
    isRoot: true,
    isFunction: false,
    policies: [],
    principal: { arns: [arn] },
    facts: { principalArn: arn, principalType: 'Account', userId: account },
  };
}

export function userCaller(user: User, { partition, account }: Realm, session?: ConsoleSession): Caller {
  const arn = `arn:${partition}:iam::${account}:user/${user.name}`;
  return {
    identity: { arn, userName: user.name, ...loginOf(session) },
    isRoot: false,
    isFunction: false,
    policies: attachedPolicies(user.policies),
    principal: { arns: [arn] },
    facts: { principalArn: arn, principalType: 'User', userId: user.id, userName: user.name },
  };
}

/** Who acts under a role: a user who has taken it, or the function whose execution role it is. */
export function roleCaller(
  session: Pick<Session, 'roleArn' | 'sessionName' | 'environment'> & { issuedAt?: Millis },
  identities: Identities,
  realm: Realm,
): Caller {
  const { roleArn, sessionName, environment, issuedAt } = session;
  const roleName = roleNameOf(roleArn);
  const role = ownsRole(roleArn, realm) ? identities.role(roleName) : undefined;
  const arn = `arn:${realm.partition}:sts::${realm.account}:assumed-role/${roleName}/${sessionName}`;
  const policies = role === undefined ? [] : attachedPolicies(role.policies);
  const functionArn = environment && formatFunctionArn({ realm, functionName: environment.functionName });
  return {
    identity: { arn },
    isRoot: false,
    isFunction: environment !== undefined,
    policies: functionArn === undefined ? policies : [ownExecutions(functionArn), ...policies],
    principal: { arns: [roleArn, arn] },
    facts: {
      principalArn: roleArn,
      principalType: 'AssumedRole',
      userId: `${role?.id ?? roleName}:${sessionName}`,
      ...(issuedAt === undefined ? {} : { tokenIssuedAt: issuedAt }),
      ...(functionArn === undefined ? {} : { sourceFunctionArn: functionArn }),
    },
  };
}

/** The last segment: a role may have a path before its name. */
const roleNameOf = (roleArn: string): string => roleArn.slice(roleArn.lastIndexOf('/') + 1);

const ownsRole = (roleArn: string, { partition, account }: Realm): boolean =>
  roleArn.startsWith(`arn:${partition}:iam::${account}:role/`);

/** By function ARN. There are as many as functions have run. */
const ownPolicies = new Map<string, Policy>();

function ownExecutions(functionArn: string): Policy {
  const known = ownPolicies.get(functionArn);
  if (known !== undefined) return known;
  const policy = ownExecutionsPolicy(functionArn);
  ownPolicies.set(functionArn, policy);
  return policy;
}
