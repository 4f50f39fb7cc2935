// `/perdure/console/…`: the web console, and `/`, which leads a browser there. The files hold nothing secret, so they are
// open to everybody, as /health is; what the page then asks passes the authorizer like any other request.

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type ConsoleFile, ENTRY, readConsoleFiles } from './console-files.ts';

export const CONSOLE_PATH = '/perdure/console/';

/**
 * Everything comes from this server, nothing is inline, no page may frame it, and text never becomes markup or script.
 * Style attributes that scripts set are not covered by `style-src`, so the design system needs no exception.
 */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const guards = {
  'content-security-policy': contentSecurityPolicy,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
} as const;

const FOREVER = 'public, max-age=31536000, immutable';
/** The page itself is asked for anew each time: it names the files of the release that the server has now. */
const ASK_AGAIN = 'no-cache';

const FOUND_ELSEWHERE = 302;
const NOT_FOUND = 404;

/** `folder`: where the built console is. */
export function addConsoleRoutes(server: FastifyInstance, folder: string): void {
  let files: Promise<ReadonlyMap<string, ConsoleFile>> | undefined;
  const serve = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    files ??= readConsoleFiles(folder);
    const known = await files;
    // A console that was built after the server had started is found by the next request.
    if (known.size === 0) files = undefined;
    return answer(known, request, reply);
  };
  server.get(CONSOLE_PATH.slice(0, -1), serve);
  server.get(`${CONSOLE_PATH}*`, serve);
  // A hook, since APIs that are told apart by a header share the path `/`.
  server.addHook('onRequest', (request, reply, next) => {
    if (!isVisit(request)) return next();
    reply.code(FOUND_ELSEWHERE).header('location', CONSOLE_PATH).send();
  });
}

/** A browser that was given the server's address. It asks for a page by this name; AWS's clients and other programs do not. */
const isVisit = ({ method, url, headers }: FastifyRequest): boolean =>
  method === 'GET' && url === '/' && (headers.accept?.includes('text/html') ?? false);

function answer(
  files: ReadonlyMap<string, ConsoleFile>,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  reply.headers(guards).header('x-amzn-RequestId', request.id);
  const [path = ''] = request.url.split('?', 1);
  const name = path.slice(CONSOLE_PATH.length);
  // An address of a page: the page finds out itself what it names. A file that is gone is not a page.
  const file = files.get(name) ?? (name.startsWith('assets/') ? undefined : files.get(ENTRY));
  if (file === undefined) return missing(files, reply);
  reply
    .header('content-type', file.contentType)
    .header('cache-control', file.isImmutable ? FOREVER : ASK_AGAIN);
  if (file.gzip === undefined) return reply.send(file.bytes);
  reply.header('vary', 'accept-encoding');
  if (!(request.headers['accept-encoding'] ?? '').includes('gzip')) return reply.send(file.bytes);
  return reply.header('content-encoding', 'gzip').send(file.gzip);
}

const notBuilt = `<!doctype html><meta charset="utf-8"><title>Perdure</title>
<h1>The console has not been built</h1>
<p>The server runs; only its web pages are missing. In the checkout of Perdure, run</p>
<pre>npm run console:build</pre>
<p>and load this page again. The server need not be restarted.</p>
`;

function missing(files: ReadonlyMap<string, ConsoleFile>, reply: FastifyReply): FastifyReply {
  reply.code(NOT_FOUND).header('cache-control', 'no-store');
  if (files.size === 0) return reply.header('content-type', 'text/html; charset=utf-8').send(notBuilt);
  return reply.header('content-type', 'text/plain; charset=utf-8').send('The console has no such file.\n');
}
