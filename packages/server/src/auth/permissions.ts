// Whether a caller may do something, and the words in which it is told that it may not.

import { type Millis, parseFunctionReference, type Realm, type Refusal, refusal } from '@perdure/protocol';
import type { Caller } from './caller.ts';
import { evaluate, type Verdict } from './policy/evaluate.ts';
import { asksForTags, type Policy } from './policy/policy-document.ts';
import { requestContext } from './policy/request-context.ts';

/** What functions have to do with permissions: their tags, and the policies on themselves. */
export interface FunctionAccess {
  /** Of the function as it is called; undefined when there is none. */
  access(
    functionName: string,
    qualifier: string | undefined,
  ): Promise<{ tags: Readonly<Record<string, string>>; policies: readonly Policy[] } | undefined>;
}

export interface PermissionsOptions {
  realm: Realm;
  now(): Millis;
  functions: FunctionAccess;
}

/** How a request came. */
export interface Circumstances {
  sourceIp: string | undefined;
  isSecure: boolean;
  userAgent: string | undefined;
}

const executionPart = /^(.+)\/durable-execution\/[^/]+\/[^/]+$/;

export class Permissions {
  readonly #options: PermissionsOptions;

  constructor(options: PermissionsOptions) {
    this.#options = options;
  }

  /** Why the caller may not; undefined when it may. `resource` is an ARN or `*`. */
  async denial(
    caller: Caller,
    action: string,
    resource: string,
    circumstances: Circumstances,
  ): Promise<Refusal | undefined> {
    if (caller.isRoot) return undefined;
    const { realm, now } = this.#options;
    const target = await this.#accessOf(resource, caller.policies);
    const facts = { ...caller.facts, ...circumstances, realm, now: now() };
    const context = requestContext(target === undefined ? facts : { ...facts, resourceTags: target.tags });
    const verdict = evaluate(
      { action, resource, principal: caller.principal, context },
      { identity: caller.policies, resource: target?.policies ?? [] },
    );
    if (verdict === 'allowed') return undefined;
    return refusal(
      'AccessDeniedException',
      `User: ${caller.identity.arn} is not authorized to perform: ${action} on resource: ${resource} ${reasons[verdict](action)}`,
    );
  }

  /** An execution is judged by the policies that are attached to its caller only, and by the tags of its function. */
  async #accessOf(resource: string, policies: readonly Policy[]): ReturnType<FunctionAccess['access']> {
    if (resource === '*' || !resource.includes(':function:')) return undefined;
    const execution = executionPart.exec(resource)?.[1];
    // Every checkpoint passes here: nothing is looked up that no policy asks for.
    if (execution !== undefined && !policies.some(asksForTags)) return undefined;
    const reference = parseFunctionReference(execution ?? resource, this.#options.realm);
    if (reference === undefined) return undefined;
    const access = await this.#options.functions.access(reference.functionName, reference.qualifier);
    if (access === undefined || execution === undefined) return access;
    return { tags: access.tags, policies: [] };
  }
}

const reasons: Readonly<Record<Exclude<Verdict, 'allowed'>, (action: string) => string>> = {
  'not-allowed': (action) => `because no identity-based policy allows the ${action} action`,
  'denied-by-identity': () => 'with an explicit deny in an identity-based policy',
  'denied-by-resource': () => 'with an explicit deny in a resource-based policy',
};
