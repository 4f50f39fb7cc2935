// GET /metrics: the figures of the server, in the text format of Prometheus.

import { createHash, timingSafeEqual } from 'node:crypto';
import { accepted, type Result, refused } from '@perdure/protocol';
import type { ServerMetrics } from '../metrics/server-metrics.ts';
import type { Answer, Api, Call } from './api.ts';
import { OK } from './http-status.ts';

export interface MetricsPorts {
  readonly metrics: ServerMetrics;
  /** What a scraper shows as its bearer token. Default: requests are authorised as those to every API. */
  readonly token?: string;
}

export const metricsApi = ({ metrics, token }: MetricsPorts): Api => ({
  name: 'perdure:GetMetrics',
  method: 'GET',
  path: '/metrics',
  // A scraper cannot sign its requests: with a token of its own, that is what counts.
  ...(token === undefined ? {} : { isOpen: true }),
  handle: async (call): Promise<Result<Answer>> => {
    if (token !== undefined && !isShown(token, call)) {
      return refused('AccessDeniedException', 'The metrics are for who shows their bearer token');
    }
    const headers = { 'content-type': metrics.contentType, 'cache-control': 'no-store' };
    return accepted({ status: OK, headers, body: await metrics.text() });
  },
});

/** Compared by digests, which are of one length whatever is shown. */
function isShown(token: string, { headers }: Call): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(headers.authorization ?? ''), digest(`Bearer ${token}`));
}
