// What keeps pages that functions answer apart from the console, on a server that asks browsers to log in.
//
// Reached by path, such a page has the origin of the server, and what it runs could use the login of whoever looks at it. So
// it is sandboxed: the browser gives it an origin of its own. And the cookie of a login is nobody's business but the server's:
// it is not handed to functions, and functions cannot set it.

import type { FastifyInstance, FastifyRequest } from 'fastify';
import { loginCookie } from '../../auth/authenticator.ts';
import type { Header } from './gateway-request.ts';

const POLICY = 'content-security-policy';
const SANDBOX = 'sandbox allow-downloads allow-forms allow-modals allow-popups allow-scripts';

/** To be called before the routes of functions are added. */
export function sandboxFunctionPages(server: FastifyInstance, isLoginRequired: () => boolean): void {
  server.addHook('onRoute', (route) => {
    if (!/^\/perdure\/(apis|urls)\//.test(route.url)) return;
    route.onSend = async (request, reply) => {
      if (!isLoginRequired() || isByHost(request)) return;
      const own = reply.getHeader(POLICY);
      // Several policies hold together: none of a function's own can loosen this one.
      reply.header(POLICY, own === undefined ? SANDBOX : `${String(own)}, ${SANDBOX}`);
    };
  });
}

/** Addressed by the name of its host, a function has an origin of its own. Its path was rewritten then. */
const isByHost = (request: FastifyRequest): boolean => request.originalUrl !== request.raw.url;

/** The headers of a request as a function may see them. */
export const withoutLogin = (headers: readonly Header[]): Header[] =>
  headers.flatMap(([name, value]): Header[] => {
    if (name.toLowerCase() !== 'cookie') return [[name, value]];
    const others = value.split(';').filter((pair) => pair.split('=', 1)[0]?.trim() !== loginCookie);
    return others.length === 0 ? [] : [[name, others.join(';').trim()]];
  });

/** The headers of an answer as a browser may get them. */
export const withoutLoginSet = (headers: readonly Header[]): Header[] =>
  headers.filter(([name, value]) => {
    const [cookie = ''] = value.split('=', 1);
    return name.toLowerCase() !== 'set-cookie' || cookie.trim() !== loginCookie;
  });
