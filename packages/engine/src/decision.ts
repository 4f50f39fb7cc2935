// What a rule answers: events to record, letters to send and a reply, or a refusal that changes nothing.

import type { Refusal } from '@perdure/protocol';
import type { Event } from './event.ts';
import type { Letter } from './letter.ts';

export type Decision<Reply> =
  | { ok: true; events: readonly Event[]; letters: readonly Letter[]; reply: Reply }
  | { ok: false; refusal: Refusal };

export const accept = <Reply>(
  events: readonly Event[],
  letters: readonly Letter[],
  reply: Reply,
): Decision<Reply> => ({ ok: true, events, letters, reply });

export const refuseWith = (refusal: Refusal): { ok: false; refusal: Refusal } => ({ ok: false, refusal });
