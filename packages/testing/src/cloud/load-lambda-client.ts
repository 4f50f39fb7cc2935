/** The official client, loaded only by those who test against a server. */
export const loadLambdaClient = (): Promise<typeof import('@aws-sdk/client-lambda')> =>
  import('@aws-sdk/client-lambda');
