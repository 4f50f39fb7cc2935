// The APIs of what is kept beside a function's configuration: reserved concurrency and tags.

import type { Result } from '@perdure/protocol';
import { accepted, refused } from '@perdure/protocol';
import type { ControlScope } from './control-scope.ts';
import { functionNotFound } from './control-scope.ts';
import type { FunctionConcurrency } from './function-api.ts';
import type { FunctionRecord } from './function-record.ts';
import { functionLimits } from './limits.ts';

/** Told of every change of a reserved concurrency; undefined when none is reserved any more. */
export type ConcurrencyListener = (functionName: string, reservedConcurrency: number | undefined) => void;

export class FunctionSettings {
  readonly #scope: ControlScope;
  readonly #onConcurrency: ConcurrencyListener;

  constructor(scope: ControlScope, onConcurrency: ConcurrencyListener) {
    this.#scope = scope;
    this.#onConcurrency = onConcurrency;
  }

  async putFunctionConcurrency(request: {
    FunctionName: string;
    ReservedConcurrentExecutions: number;
  }): Promise<Result<FunctionConcurrency>> {
    const { FunctionName, ReservedConcurrentExecutions } = request;
    const changed = await this.#change(FunctionName, (record) =>
      accepted({ ...record, reservedConcurrency: ReservedConcurrentExecutions }),
    );
    if (!changed.ok) return changed;
    this.#onConcurrency(FunctionName, ReservedConcurrentExecutions);
    return accepted({ ReservedConcurrentExecutions });
  }

  async getFunctionConcurrency(request: { FunctionName: string }): Promise<Result<FunctionConcurrency>> {
    const entry = await this.#scope.catalogue.find(request.FunctionName);
    if (entry === undefined) return functionNotFound(this.#scope.realm, request.FunctionName);
    const { reservedConcurrency } = entry.record;
    return accepted(
      reservedConcurrency === undefined ? {} : { ReservedConcurrentExecutions: reservedConcurrency },
    );
  }

  async deleteFunctionConcurrency(request: { FunctionName: string }): Promise<Result<void>> {
    const changed = await this.#change(request.FunctionName, ({ reservedConcurrency: _, ...record }) =>
      accepted(record),
    );
    if (changed.ok) this.#onConcurrency(request.FunctionName, undefined);
    return changed;
  }

  async listTags(request: { FunctionName: string }): Promise<Result<{ Tags: Record<string, string> }>> {
    const entry = await this.#scope.catalogue.find(request.FunctionName);
    if (entry === undefined) return functionNotFound(this.#scope.realm, request.FunctionName);
    return accepted({ Tags: entry.record.tags });
  }

  tagResource(request: { FunctionName: string; Tags: Record<string, string> }): Promise<Result<void>> {
    return this.#change(request.FunctionName, (record) => {
      const tags = checkTags({ ...record.tags, ...request.Tags });
      return tags.ok ? accepted({ ...record, tags: tags.value }) : tags;
    });
  }

  untagResource(request: { FunctionName: string; TagKeys: readonly string[] }): Promise<Result<void>> {
    return this.#change(request.FunctionName, (record) => {
      const kept = Object.entries(record.tags).filter(([key]) => !request.TagKeys.includes(key));
      return accepted({ ...record, tags: Object.fromEntries(kept) });
    });
  }

  #change(
    functionName: string,
    decide: (record: FunctionRecord) => Result<FunctionRecord>,
  ): Promise<Result<void>> {
    const { catalogue, realm } = this.#scope;
    return catalogue.change(functionName, (entry) => {
      if (entry === undefined) return functionNotFound(realm, functionName);
      const record = decide(entry.record);
      return record.ok ? accepted({ value: undefined, record: record.value }) : record;
    });
  }
}

export function checkTags(tags: Record<string, string>): Result<Record<string, string>> {
  const count = Object.keys(tags).length;
  if (count <= functionLimits.tagsMax) return accepted(tags);
  return refused(
    'InvalidParameterValueException',
    `A function has at most ${functionLimits.tagsMax} tags; it would have ${count}.`,
  );
}
