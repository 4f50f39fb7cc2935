// Requirements that AWS's JavaScript SDK does not meet on any server, and why.

export const awsSdkGaps: Readonly<Record<string, string>> = {
  '10-19':
    "its InvocationEndInfo has no isFirstInvocation, which the requirement reads from the end's own info",
  '10-21':
    'it reports the end of an attempt with the EndTimestamp of the operation, which the service sets only when the operation has ended: an attempt that will be repeated has none',
};
