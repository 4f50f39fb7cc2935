// How the rules of one update answer: nothing when the update was recorded, a refusal when it is not allowed.

import { type OperationUpdate, type Refusal, refusal } from '@perdure/protocol';
import type { OperationHeader } from './event.ts';

export type Ruling = Refusal | undefined;

export const refuse = (message: string): Refusal => refusal('InvalidParameterValueException', message);

/** The labels of an operation, for the event that creates it; later events need none. */
export function headerOf(existing: object | undefined, update: OperationUpdate): OperationHeader {
  if (existing !== undefined) return {};
  return {
    ...(update.Name === undefined ? {} : { name: update.Name }),
    ...(update.SubType === undefined ? {} : { subType: update.SubType }),
    ...(update.ParentId === undefined ? {} : { parentId: update.ParentId }),
  };
}
