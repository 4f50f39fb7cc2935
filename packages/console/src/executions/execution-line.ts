// What a line of a list of executions says.

import type { ExecutionLine } from '../api/executions.ts';

const MILLIS_PER_SECOND = 1000;

/** Milliseconds since the epoch. */
export const startOf = ({ StartTimestamp }: ExecutionLine): number => StartTimestamp * MILLIS_PER_SECOND;

/** Milliseconds since the epoch; undefined while it runs. */
export const endOf = ({ EndTimestamp }: ExecutionLine): number | undefined =>
  EndTimestamp === undefined ? undefined : EndTimestamp * MILLIS_PER_SECOND;

export const executionIdOf = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1);

const shownIdChars = 8;

/** Ids of executions that began together begin alike, so both ends are shown; the whole of it stands on their page. */
export const shortId = (id: string): string =>
  id.length <= 2 * shownIdChars ? id : `${id.slice(0, shownIdChars)}…${id.slice(-shownIdChars / 2)}`;

/** `Type: message`; a dash without an error. */
export const errorText = ({ ErrorType, ErrorMessage }: ExecutionLine): string =>
  [ErrorType, ErrorMessage].filter(Boolean).join(': ') || '-';
