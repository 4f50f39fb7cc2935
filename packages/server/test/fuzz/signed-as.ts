// A fuzzed request under a signature, as its sender would give it.

import { signed } from '../../src/auth/testing/sign-request.ts';
import type { TestCredentials } from '../live-server.ts';
import type { FuzzedRequest } from './random-requests.ts';

const services: Readonly<Record<string, string>> = { AWSEvents: 'events', DynamoDB_20120810: 'dynamodb' };

export async function signedAs(credentials: TestCredentials, request: FuzzedRequest): Promise<FuzzedRequest> {
  const [target = ''] = (request.headers['x-amz-target'] ?? '').split('.');
  const service = services[target] ?? 'lambda';
  const parts = { ...request, headers: { host: 'localhost', ...request.headers } };
  const { headers } = await signed(parts, { credentials, at: Date.now(), region: 'us-east-1', service });
  return { ...request, headers: headers as Record<string, string> };
}
