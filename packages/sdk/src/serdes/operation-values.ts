// The values of operations on their way into the record and out of it.
//
// A serdes that throws ends the invocation, and the code behind it stops: it could neither record a result nor see one.

import type { Serdes, SerdesContext } from '../api/serdes.ts';
import { type SerdesDirection, serdesFailure } from '../errors/unrecoverable-errors.ts';
import type { Invocation } from '../invocation.ts';
import { never } from '../never.ts';
import { defaultSerdes } from './json-serdes.ts';

/** Whose value it is: a call of an operation. */
export interface ValueOwner {
  readonly node: { readonly invocation: Invocation };
  readonly rawId: string;
  readonly name: string | undefined;
}

/** The text of a value. */
export async function serializeValue<T>(
  owner: ValueOwner,
  serdes: Serdes<T>,
  value: T | undefined,
): Promise<string | undefined> {
  try {
    const text: unknown = await serdes.serialize(value, contextOf(owner));
    if (text === undefined || typeof text === 'string') return text;
    return fail(owner, 'Serialization', new TypeError(`a serdes must give text, but gave ${typeof text}`));
  } catch (error) {
    return fail(owner, 'Serialization', error);
  }
}

/** The value of a text. That it has the type which was recorded is the contract of the serdes. */
export async function deserializeValue<T>(
  owner: ValueOwner,
  serdes: Pick<Serdes<T>, 'deserialize'>,
  data: string | undefined,
): Promise<T> {
  try {
    // The usual serdes is taken without its promise: every replayed step passes here.
    if (serdes === defaultSerdes) return (data === undefined ? undefined : JSON.parse(data)) as T;
    return (await serdes.deserialize(data, contextOf(owner))) as T;
  } catch (error) {
    return fail(owner, 'Deserialization', error);
  }
}

const contextOf = (owner: ValueOwner): SerdesContext => ({
  entityId: owner.rawId,
  durableExecutionArn: owner.node.invocation.executionArn,
});

function fail(owner: ValueOwner, direction: SerdesDirection, cause: unknown): Promise<never> {
  owner.node.invocation.suspension.end({ kind: 'failed', error: serdesFailure(direction, owner, cause) });
  return never();
}
