// A place in a list of executions, as markers hold it.

import type { ListPosition } from '@perdure/store';

export const encodePosition = (position: ListPosition): string =>
  `${position.startedAt} ${position.executionId}`;

export function decodePosition(text: string): ListPosition {
  const [startedAt = '', executionId = ''] = text.split(' ');
  return { startedAt: Number(startedAt), executionId: executionId as ListPosition['executionId'] };
}
