/** How a function is invoked: waiting for its end, not waiting, or only asking whether it could be. */
export const InvocationType = {
  DryRun: 'DryRun',
  Event: 'Event',
  RequestResponse: 'RequestResponse',
} as const;
export type InvocationType = (typeof InvocationType)[keyof typeof InvocationType];
