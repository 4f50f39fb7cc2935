// Requirements that AWS's JavaScript SDK does not meet on any server, and why.

export const awsSdkGaps: Readonly<Record<string, string>> = {
  '10-19':
    "its InvocationEndInfo has no isFirstInvocation, which the requirement reads from the end's own info",
};
