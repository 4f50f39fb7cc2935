// Cross-origin rules of HTTP APIs and function URLs. They are the API's: what a function says about them is replaced.
// A REST API answers preflights only; its functions set the headers of the other answers themselves.

import type { StackCors } from '@perdure/protocol';
import { type GatewayRequest, type GatewayResponse, type Header, headerValue } from './gateway-request.ts';

const NO_CONTENT = 204;
const corsHeader = /^access-control-/i;

export const isPreflight = ({ method, headers }: GatewayRequest): boolean =>
  method === 'OPTIONS' &&
  headerValue(headers, 'origin') !== undefined &&
  headerValue(headers, 'access-control-request-method') !== undefined;

/** Tells nothing to an origin that is not allowed, which the browser takes for a no. */
export function preflightAnswer(request: GatewayRequest, cors: StackCors): GatewayResponse {
  const { AllowMethods = [], AllowHeaders = [], MaxAge } = cors;
  const common = originHeaders(request, cors);
  if (common.length === 0) return { status: NO_CONTENT, headers: [], body: '' };
  const headers: Header[] = [...common];
  if (AllowMethods.length > 0) headers.push(['access-control-allow-methods', AllowMethods.join(',')]);
  if (AllowHeaders.length > 0) headers.push(['access-control-allow-headers', AllowHeaders.join(',')]);
  if (MaxAge !== undefined) headers.push(['access-control-max-age', String(MaxAge)]);
  return { status: NO_CONTENT, headers, body: '' };
}

export function withCors(
  request: GatewayRequest,
  response: GatewayResponse,
  cors: StackCors,
): GatewayResponse {
  const own = response.headers.filter(([name]) => !corsHeader.test(name));
  const headers = [...own, ...originHeaders(request, cors)];
  const { ExposeHeaders = [] } = cors;
  if (headers.length > own.length && ExposeHeaders.length > 0) {
    headers.push(['access-control-expose-headers', ExposeHeaders.join(',')]);
  }
  return { ...response, headers };
}

function originHeaders({ headers }: GatewayRequest, cors: StackCors): Header[] {
  const { AllowOrigins = [], AllowCredentials = false } = cors;
  const origin = headerValue(headers, 'origin');
  if (origin === undefined) return [];
  if (AllowOrigins.includes('*')) return [['access-control-allow-origin', '*']];
  if (!AllowOrigins.some((allowed) => matches(allowed, origin))) return [];
  const found: Header[] = [
    ['access-control-allow-origin', origin],
    ['vary', 'Origin'],
  ];
  if (AllowCredentials) found.push(['access-control-allow-credentials', 'true']);
  return found;
}

function matches(allowed: string, origin: string): boolean {
  const star = allowed.indexOf('*');
  if (star === -1) return allowed.toLowerCase() === origin.toLowerCase();
  const [before, after] = [allowed.slice(0, star).toLowerCase(), allowed.slice(star + 1).toLowerCase()];
  const given = origin.toLowerCase();
  return given.length > before.length + after.length && given.startsWith(before) && given.endsWith(after);
}
