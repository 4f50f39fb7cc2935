// The door for the workspace's own tests and for the testing library. Not exported to users; it changes without notice.
//
// To run a durable function in process, on a service of one's own and on a virtual clock:
//
//   await handler(new DurableExecutionInvocationInputWithClient(event, client, clock), lambdaContext)

export type { Clock } from './clock.ts';
export { systemClock } from './clock.ts';
export { DurableExecutionInvocationInputWithClient } from './invocation-input.ts';
export { limits } from './limits.ts';
export { wireId } from './operation-id.ts';
export { environmentCredentials } from './transport/credentials.ts';
export { environmentEndpoint } from './transport/endpoint.ts';
export { LambdaApi } from './transport/lambda-api.ts';
