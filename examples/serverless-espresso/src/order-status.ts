// The states of an order. It moves down the list and ends in one of the last four, once.

export const openStatuses = ['PENDING', 'QUEUED', 'ACCEPTED'] as const;
export const endedStatuses = ['COMPLETED', 'CANCELLED', 'TIMED_OUT', 'REFUSED'] as const;

export type OpenStatus = (typeof openStatuses)[number];
export type EndedStatus = (typeof endedStatuses)[number];
export type OrderStatus = OpenStatus | EndedStatus;

export const isEnded = (status: OrderStatus): status is EndedStatus =>
  endedStatuses.some((ended) => ended === status);

/** What an order waits for. */
export type Phase = 'acceptance' | 'completion';
