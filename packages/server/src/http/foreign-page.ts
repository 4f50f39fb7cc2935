// Whether a request was made by a web page that is not one of this server's. Browsers tell: Origin names the page on every
// request that may change something, and Sec-Fetch-Site says on the others where it comes from.

import type { IncomingHttpHeaders } from 'node:http';

/** `Sec-Fetch-Site` values of requests that no foreign page made. */
const ownFetchSites: ReadonlySet<unknown> = new Set([undefined, 'same-origin', 'none']);

export function isForeignPage({ host, origin, 'sec-fetch-site': site }: IncomingHttpHeaders): boolean {
  if (origin === undefined) return !ownFetchSites.has(site);
  return origin !== `http://${host}` && origin !== `https://${host}`;
}
