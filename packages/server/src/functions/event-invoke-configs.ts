// The APIs of how asynchronous invocations of a function, or of one version or alias of it, are retried.

import type { Millis, Result } from '@perdure/protocol';
import { accepted, formatFunctionArn, MILLIS_PER_SECOND, refused } from '@perdure/protocol';
import { LATEST } from './alias-rules.ts';
import type { ControlScope } from './control-scope.ts';
import { functionNotFound } from './control-scope.ts';
import type { FunctionRequest, PageRequest } from './function-api.ts';
import type { CatalogueEntry } from './function-catalogue.ts';
import { pageOf } from './function-pages.ts';
import { type EventInvokeRecord, findAlias, forgetEventInvoke } from './function-record.ts';

export interface EventInvokeRequest extends FunctionRequest {
  MaximumRetryAttempts?: number;
  MaximumEventAgeInSeconds?: number;
  DestinationConfig?: DestinationConfig;
}

interface DestinationConfig {
  OnSuccess?: { Destination?: string };
  OnFailure?: { Destination?: string };
}

export interface EventInvokeConfig {
  /** Epoch seconds. */
  LastModified: number;
  FunctionArn: string;
  MaximumRetryAttempts?: number;
  MaximumEventAgeInSeconds?: number;
  DestinationConfig: { OnSuccess: { Destination?: string }; OnFailure: { Destination?: string } };
}

export interface EventInvokePage {
  FunctionEventInvokeConfigs: EventInvokeConfig[];
  NextMarker?: string;
}

export class EventInvokeConfigs {
  readonly #scope: ControlScope;

  constructor(scope: ControlScope) {
    this.#scope = scope;
  }

  /** Replaces what was set before. */
  putFunctionEventInvokeConfig(request: EventInvokeRequest): Promise<Result<EventInvokeConfig>> {
    return this.#set(request, () => ({}));
  }

  /** Changes the members that the request has. */
  updateFunctionEventInvokeConfig(request: EventInvokeRequest): Promise<Result<EventInvokeConfig>> {
    return this.#set(request, (current) => current);
  }

  async getFunctionEventInvokeConfig(request: FunctionRequest): Promise<Result<EventInvokeConfig>> {
    const { FunctionName, Qualifier = LATEST } = request;
    const entry = await this.#scope.catalogue.find(FunctionName);
    const config = entry && configOf(entry, Qualifier);
    if (config === undefined) return this.#notConfigured(request);
    return accepted(this.#described(FunctionName, Qualifier, config));
  }

  deleteFunctionEventInvokeConfig(request: FunctionRequest): Promise<Result<void>> {
    const { FunctionName, Qualifier = LATEST } = request;
    return this.#scope.catalogue.change<void>(FunctionName, (entry) => {
      if (entry === undefined || configOf(entry, Qualifier) === undefined)
        return this.#notConfigured(request);
      return accepted({ value: undefined, record: forgetEventInvoke(entry.record, Qualifier) });
    });
  }

  async listFunctionEventInvokeConfigs(
    request: PageRequest & { FunctionName: string },
  ): Promise<Result<EventInvokePage>> {
    const { FunctionName } = request;
    const { catalogue, realm, now } = this.#scope;
    const entry = await catalogue.find(FunctionName);
    if (entry === undefined) return functionNotFound(realm, FunctionName);
    const configs = Object.entries(entry.record.eventInvokes ?? {})
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([qualifier, config]) => this.#described(FunctionName, qualifier, config));
    const page = pageOf(
      configs,
      (config) => config.FunctionArn,
      `event invokes ${FunctionName}`,
      request,
      now(),
    );
    if (!page.ok) return page;
    return accepted({ FunctionEventInvokeConfigs: page.value.items, ...page.value.marker });
  }

  #set(
    request: EventInvokeRequest,
    keep: (current: Partial<EventInvokeRecord>) => Partial<EventInvokeRecord>,
  ): Promise<Result<EventInvokeConfig>> {
    const { FunctionName, Qualifier = LATEST, MaximumRetryAttempts, MaximumEventAgeInSeconds } = request;
    const { catalogue, realm, now } = this.#scope;
    return catalogue.change(FunctionName, (entry) => {
      if (entry === undefined || !exists(entry, Qualifier)) {
        return functionNotFound(realm, FunctionName, Qualifier);
      }
      const refused = this.#refuseDestinations(request.DestinationConfig, entry);
      if (refused !== undefined) return refused;
      const config: EventInvokeRecord = {
        ...keep(configOf(entry, Qualifier) ?? {}),
        ...(MaximumRetryAttempts === undefined ? {} : { retryAttemptsMax: MaximumRetryAttempts }),
        ...(MaximumEventAgeInSeconds === undefined ? {} : { eventAgeSecondsMax: MaximumEventAgeInSeconds }),
        ...destinationsOf(request.DestinationConfig),
        modifiedAt: now(),
      };
      const eventInvokes = { ...entry.record.eventInvokes, [Qualifier]: config };
      const value = this.#described(FunctionName, Qualifier, config);
      return accepted({ value, record: { ...entry.record, eventInvokes } });
    });
  }

  #described(functionName: string, qualifier: string, config: EventInvokeRecord): EventInvokeConfig {
    const { retryAttemptsMax, eventAgeSecondsMax, onSuccess, onFailure, modifiedAt } = config;
    return {
      LastModified: secondsOf(modifiedAt),
      FunctionArn: formatFunctionArn({ realm: this.#scope.realm, functionName, qualifier }),
      ...(retryAttemptsMax === undefined ? {} : { MaximumRetryAttempts: retryAttemptsMax }),
      ...(eventAgeSecondsMax === undefined ? {} : { MaximumEventAgeInSeconds: eventAgeSecondsMax }),
      DestinationConfig: {
        OnSuccess: onSuccess === undefined ? {} : { Destination: onSuccess },
        OnFailure: onFailure === undefined ? {} : { Destination: onFailure },
      },
    };
  }

  /** A destination that nothing is ever sent to would be worse than none. */
  #refuseDestinations(
    config: DestinationConfig | undefined,
    { record }: CatalogueEntry,
  ): ReturnType<typeof refused> | undefined {
    const given = Object.values(destinationsOf(config));
    const isDurable = record.latest.DurableConfig !== undefined;
    const refusedOne = given.find((arn) => isDurable || !this.#scope.isDestination(arn));
    if (refusedOne === undefined) return undefined;
    const why = isDurable
      ? 'A durable function has no destinations: listen to its status changes, or set a DeadLetterConfig.'
      : 'A destination is the ARN of a function, or one that the configuration of the server has in events.destinations.';
    return refused('InvalidParameterValueException', `${why} Leave out ${refusedOne}.`);
  }

  #notConfigured({ FunctionName, Qualifier = LATEST }: FunctionRequest): ReturnType<typeof refused> {
    const arn = formatFunctionArn({
      realm: this.#scope.realm,
      functionName: FunctionName,
      qualifier: Qualifier,
    });
    return refused('ResourceNotFoundException', `The function ${arn} doesn't have an EventInvokeConfig`);
  }
}

const secondsOf = (millis: Millis): number => millis / MILLIS_PER_SECOND;

const exists = ({ record, versions }: CatalogueEntry, qualifier: string): boolean =>
  qualifier === LATEST || versions.has(qualifier) || findAlias(record, qualifier) !== undefined;

export function configOf({ record }: CatalogueEntry, qualifier: string): EventInvokeRecord | undefined {
  const { eventInvokes = {} } = record;
  return Object.hasOwn(eventInvokes, qualifier) ? eventInvokes[qualifier] : undefined;
}

function destinationsOf({
  OnSuccess,
  OnFailure,
}: DestinationConfig = {}): Pick<EventInvokeRecord, 'onSuccess' | 'onFailure'> {
  return {
    ...(OnSuccess?.Destination === undefined ? {} : { onSuccess: OnSuccess.Destination }),
    ...(OnFailure?.Destination === undefined ? {} : { onFailure: OnFailure.Destination }),
  };
}
