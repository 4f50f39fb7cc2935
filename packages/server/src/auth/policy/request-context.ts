// What conditions and variables of policies can ask of a request, by the names that AWS gives it. Names are compared in
// small letters.

import { MILLIS_PER_SECOND, type Millis, type Realm } from '@perdure/protocol';

export interface RequestFacts {
  realm: Realm;
  now: Millis;
  sourceIp: string | undefined;
  isSecure: boolean;
  userAgent: string | undefined;
  /** Of the user, the role or the account. */
  principalArn: string;
  principalType: 'Account' | 'User' | 'AssumedRole';
  /** The stable id: of a session, that of its role, a colon, and its name. */
  userId: string;
  userName?: string;
  /** When the session that signed was issued. */
  tokenIssuedAt?: Millis;
  /** The function in whose environment the credentials are. */
  sourceFunctionArn?: string;
  /** Tags of the resource that is asked for. */
  resourceTags?: Readonly<Record<string, string>>;
  /** Parameters of the request that AWS has condition keys for, by key in small letters. */
  parameters?: Readonly<Record<string, string>>;
}

const RESOURCE_TAG = 'aws:resourcetag/';

export const isTagKey = (key: string): boolean => key.toLowerCase().startsWith(RESOURCE_TAG);

/** The value of a key, or undefined when the request has none. */
export type RequestContext = (key: string) => string | undefined;

const keys: Readonly<Record<string, (facts: RequestFacts) => string | undefined>> = {
  'aws:currenttime': ({ now }) => new Date(now).toISOString(),
  'aws:epochtime': ({ now }) => String(Math.floor(now / MILLIS_PER_SECOND)),
  'aws:sourceip': ({ sourceIp }) => sourceIp,
  'aws:securetransport': ({ isSecure }) => String(isSecure),
  'aws:useragent': ({ userAgent }) => userAgent,
  'aws:principalarn': ({ principalArn }) => principalArn,
  'aws:principalaccount': ({ realm }) => realm.account,
  'aws:principaltype': ({ principalType }) => principalType,
  'aws:principalisawsservice': () => 'false',
  'aws:resourceaccount': ({ realm }) => realm.account,
  'aws:requestedregion': ({ realm }) => realm.region,
  'aws:userid': ({ userId }) => userId,
  'aws:username': ({ userName }) => userName,
  'aws:tokenissuetime': ({ tokenIssuedAt }) =>
    tokenIssuedAt === undefined ? undefined : new Date(tokenIssuedAt).toISOString(),
  'lambda:sourcefunctionarn': ({ sourceFunctionArn }) => sourceFunctionArn,
};

export function requestContext(facts: RequestFacts): RequestContext {
  return (key) => {
    const name = key.toLowerCase();
    if (Object.hasOwn(keys, name)) return keys[name]?.(facts);
    const { resourceTags = {}, parameters = {} } = facts;
    // The key of a tag keeps its letters.
    if (name.startsWith(RESOURCE_TAG)) {
      const tag = key.slice(RESOURCE_TAG.length);
      return Object.hasOwn(resourceTags, tag) ? resourceTags[tag] : undefined;
    }
    return Object.hasOwn(parameters, name) ? parameters[name] : undefined;
  };
}

/**
 * Whether a condition may name the key. Keys of other services never have a value here, as on AWS; one of ours that is not
 * known is a mistake, and a policy with it is refused.
 */
export function isKnownKey(key: string): boolean {
  const name = key.toLowerCase();
  if (!/^(aws|lambda|iam|sts|perdure):/.test(name)) return true;
  return Object.hasOwn(keys, name) || name.startsWith(RESOURCE_TAG) || parameterKeys.has(name);
}

const parameterKeys: ReadonlySet<string> = new Set([
  'lambda:principal',
  'lambda:functionurlauthtype',
  'aws:sourcearn',
  'aws:sourceaccount',
]);
