// The authorizer of a server. As long as nobody has an access key, and the server can be reached from its own machine only,
// everybody there may do everything. From the first key on, every request is signed, and policies say what it may.
//
// G1  A request is served only if its sender is known and a policy allows its action on its resource.
// G2  Every change that was asked for, and everything that was refused, is in the audit log before it is answered.
//     Checkpoints, changes of items and events that were accepted are not.

import { accepted, type Refusal, type Result, refused } from '@perdure/protocol';
import type { AuthorizationRequest, Authorizer, Identity, UnreadRequest } from '../http/authorizer.ts';
import type { LoopbackAuthorizer } from '../http/loopback-authorizer.ts';
import type { AuditLog } from './audit/audit-log.ts';
import { Authenticator, type AuthenticatorOptions } from './authenticator.ts';
import type { Caller } from './caller.ts';
import { accessLimits } from './limits.ts';
import type { Permissions } from './permissions.ts';
import { RateLimiter } from './rate-limiter.ts';
import {
  actionOf,
  type CallbackOwner,
  passedRole,
  type RequestedAction,
  requestedActions,
} from './requested-action.ts';

export interface AccessControlOptions extends AuthenticatorOptions {
  /** Absent when the server can be reached from other machines: then credentials are asked for in any case. */
  loopback?: LoopbackAuthorizer;
  permissions: Permissions;
  callbackOwner: CallbackOwner;
  audit: AuditLog;
  /** Requests that one identity may send, other than functions. Default: as many as it likes. */
  requestsPerSecondMax?: number;
}

const anonymous: Identity = { arn: 'anonymous', isAnonymous: true };
/** What functions do all the time, and what others keep the record of: the history, the tables, what events bring about. */
const unaudited: ReadonlySet<string> = new Set([
  'CheckpointDurableExecution',
  'dynamodb:PutItem',
  'dynamodb:UpdateItem',
  'dynamodb:DeleteItem',
  'dynamodb:BatchWriteItem',
  'dynamodb:TransactWriteItems',
  'events:PutEvents',
]);

/** What the audit log says of a request that was admitted. */
interface Admitted {
  resource: string;
  accessKeyId?: string;
}

export class AccessControl implements Authorizer {
  readonly #options: AccessControlOptions;
  readonly #authenticator: Authenticator;
  readonly #failures = new RateLimiter(accessLimits.failuresPerSecondMax, accessLimits.failuresBurst);
  readonly #rates: RateLimiter | undefined;
  readonly #admitted = new WeakMap<AuthorizationRequest, Admitted>();

  constructor(options: AccessControlOptions) {
    this.#options = options;
    this.#authenticator = new Authenticator(options);
    const { requestsPerSecondMax } = options;
    this.#rates =
      requestsPerSecondMax === undefined
        ? undefined
        : new RateLimiter(requestsPerSecondMax, requestsPerSecondMax * accessLimits.burstSeconds);
  }

  /** Whether callers must say who they are. */
  get isLoginRequired(): boolean {
    return this.#options.loopback === undefined || this.#options.identities.isConfigured;
  }

  async screen(request: UnreadRequest): Promise<Result<void>> {
    if (request.isOpen) return accepted(undefined);
    const { loopback } = this.#options;
    const known =
      loopback === undefined || this.isLoginRequired
        ? this.#authenticator.screen(request)
        : loopback.admit(request);
    if (known.ok) return accepted(undefined);
    return { ok: false, refusal: await this.#refusalOfStranger(request, known.refusal) };
  }

  async authorize(request: AuthorizationRequest): Promise<Result<Identity>> {
    const { loopback } = this.#options;
    if (loopback !== undefined && !this.isLoginRequired) return this.#authorizeHere(request, loopback);
    const caller = this.#authenticator.identify(request);
    if (request.isOpen) return accepted(caller.ok ? caller.value.identity : anonymous);
    if (!caller.ok) return this.#refuseStranger(request, caller.refusal);
    const refusal = await this.#refusalOf(request, caller.value);
    return refusal === undefined ? accepted(caller.value.identity) : { ok: false, refusal };
  }

  settled(request: AuthorizationRequest, identity: Identity, outcome: string): Promise<void> | undefined {
    if (!isAudited(request)) return undefined;
    const { resource = '*', accessKeyId } = this.#admitted.get(request) ?? {};
    return this.#record(request, outcome, resource, identity, accessKeyId);
  }

  async #authorizeHere(
    request: AuthorizationRequest,
    loopback: LoopbackAuthorizer,
  ): Promise<Result<Identity>> {
    const admitted = loopback.admit(request);
    if (request.isOpen) return admitted.ok ? admitted : accepted(anonymous);
    if (!admitted.ok) return this.#refuseStranger(request, admitted.refusal);
    if (isAudited(request)) this.#admitted.set(request, { resource: named(await this.#askedOf(request)) });
    return admitted;
  }

  async #refusalOf(request: AuthorizationRequest, caller: Caller): Promise<Refusal | undefined> {
    const { accessKeyId, identity } = caller;
    if (
      this.#rates !== undefined &&
      !caller.isFunction &&
      !this.#rates.take(identity.arn, this.#options.now())
    ) {
      const message = `Rate exceeded: ${identity.arn} sends more requests than this server takes of one caller.`;
      return refused('TooManyRequestsException', message).refusal;
    }
    const asked = await this.#askedOf(request);
    const resource = named(asked);
    const refusal = await this.#denialOf(request, caller, asked);
    if (refusal !== undefined) {
      await this.#record(request, refusal.code, resource, identity, accessKeyId);
    } else if (isAudited(request)) {
      this.#admitted.set(request, { resource, ...(accessKeyId === undefined ? {} : { accessKeyId }) });
    }
    return refusal;
  }

  async #denialOf(
    request: AuthorizationRequest,
    caller: Caller,
    asked: readonly RequestedAction[],
  ): Promise<Refusal | undefined> {
    const { permissions } = this.#options;
    const circumstances = {
      sourceIp: request.remoteAddress,
      isSecure: request.isSecure,
      userAgent: request.headers['user-agent'],
    };
    for (const { action, resource } of asked) {
      const denied = await permissions.denial(caller, action, resource, circumstances);
      if (denied !== undefined) return denied;
    }
    // Whoever gives a function a role can do what the role may: that takes a permission of its own.
    const role = passedRole(request);
    return role === undefined ? undefined : permissions.denial(caller, 'iam:PassRole', role, circumstances);
  }

  async #refuseStranger(request: UnreadRequest, refusal: Refusal): Promise<Result<Identity>> {
    return { ok: false, refusal: await this.#refusalOfStranger(request, refusal) };
  }

  /** Strangers cost little: beyond some refusals a second they are neither told why nor written down. */
  async #refusalOfStranger(request: UnreadRequest, refusal: Refusal): Promise<Refusal> {
    if (!this.#failures.take(request.remoteAddress ?? '', this.#options.now())) {
      const message = 'Rate exceeded: too many requests from this address had no valid credentials.';
      return refused('TooManyRequestsException', message).refusal;
    }
    const claimed = Object.values(request.labels).join(' ');
    await this.#record(request, refusal.code, claimed === '' ? '*' : claimed, undefined, undefined);
    return refusal;
  }

  #askedOf(request: AuthorizationRequest): Promise<readonly RequestedAction[]> {
    return requestedActions(request, this.#options.realm, this.#options.callbackOwner);
  }

  #record(
    request: UnreadRequest,
    outcome: string,
    resource: string,
    identity: Identity | undefined,
    accessKeyId: string | undefined,
  ): Promise<void> {
    const { remoteAddress, requestId, headers } = request;
    const userAgent = headers['user-agent'];
    return this.#options.audit.record({
      at: this.#options.now(),
      requestId,
      action: actionOf(request.apiName),
      resource: clipped(resource),
      ...(identity === undefined || identity.isAnonymous ? {} : { identity: identity.arn }),
      ...(accessKeyId === undefined ? {} : { accessKeyId }),
      ...(remoteAddress === undefined ? {} : { sourceIp: remoteAddress }),
      ...(userAgent === undefined ? {} : { userAgent: clipped(userAgent) }),
      outcome,
    });
  }
}

/** Requests whose success is written down: those that change something. Logins write their own entry, with their name. */
const isAudited = ({ method, apiName, isOpen }: AuthorizationRequest): boolean =>
  method !== 'GET' && !isOpen && !unaudited.has(apiName) && !isReading.test(apiName);

/** Services of one path read by POST too. */
const isReading = /:(Get|List|Describe|Query|Scan|BatchGet|TransactGet|Test)\w*$/;

/** What is asked for, as the audit log names it. */
const named = (asked: readonly RequestedAction[]): string =>
  [...new Set(asked.map(({ resource }) => resource))].join(' ');

const clipped = (text: string): string => text.slice(0, accessLimits.auditTextCharsMax);
