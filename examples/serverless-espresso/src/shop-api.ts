// The routes beside placing an order: what there is to see, and what people want.

import { tell, type Wish, wish } from './counter-bus.ts';
import { codeAt } from './entrance-code.ts';
import { EXTRA_CENTS, extras, LARGE_CENTS, menu, sizes } from './order-form.ts';
import { endedStatuses, type OrderStatus, openStatuses } from './order-status.ts';
import { findOrder, type Order, ordersByStatus } from './orders-table.ts';
import { settings } from './settings.ts';
import { openShop, shopState } from './shop-table.ts';

/** As API Gateway gives it, payload format 1.0. */
interface Request {
  httpMethod: string;
  resource: string;
  pathParameters: Record<string, string> | null;
  queryStringParameters: Record<string, string> | null;
  body: string | null;
}

interface Response {
  statusCode: number;
  headers: Record<string, string>;
  body: string;
}

type Route = (request: Request) => Promise<Response>;

const OK = 200;
const ACCEPTED = 202;
const BAD_REQUEST = 400;
const NOT_FOUND = 404;
const LISTED_MAX = 200;

const wishes: Readonly<Record<string, Wish>> = {
  accept: 'ACCEPT_ORDER',
  complete: 'COMPLETE_ORDER',
  cancel: 'CANCEL_ORDER',
};

const routes: Readonly<Record<string, Route>> = {
  'GET /shop': async () =>
    json(OK, {
      ...(await shopState()),
      code: codeAt(Date.now()),
      answerSeconds: settings().answerSeconds,
      menu,
      sizes,
      extras,
      largeCents: LARGE_CENTS,
      extraCents: EXTRA_CENTS,
    }),
  'PUT /shop': async ({ body }) => {
    const { isOpen } = parsed(body);
    if (typeof isOpen !== 'boolean') return json(BAD_REQUEST, { message: 'Send {"isOpen": true} or false.' });
    await openShop(isOpen);
    await tell('SHOP_CHANGED', { isOpen });
    return json(OK, await shopState());
  },
  'GET /orders': async ({ queryStringParameters }) => {
    const status = (queryStringParameters?.status ?? 'QUEUED') as OrderStatus;
    if (![...openStatuses, ...endedStatuses].includes(status))
      return json(BAD_REQUEST, { message: `${status} is not a status.` });
    const limit = Math.trunc(Number(queryStringParameters?.limit ?? LISTED_MAX));
    if (!(limit >= 1 && limit <= LISTED_MAX))
      return json(BAD_REQUEST, { message: `The limit is a number from 1 to ${LISTED_MAX}.` });
    return json(OK, { orders: (await ordersByStatus(status, limit)).map(shown) });
  },
  'GET /orders/{orderId}': async ({ pathParameters }) => {
    const order = await findOrder(pathParameters?.orderId ?? '');
    return order === undefined
      ? json(NOT_FOUND, { message: 'There is no such order.' })
      : json(OK, shown(order));
  },
  'POST /orders/{orderId}/{action}': async ({ pathParameters, body }) => {
    const { orderId = '', action = '' } = pathParameters ?? {};
    const what = Object.hasOwn(wishes, action) ? wishes[action] : undefined;
    const { by, reason } = parsed(body);
    if (what === undefined) return json(NOT_FOUND, { message: `Orders are not ${action}ed.` });
    if (typeof by !== 'string' || by === '')
      return json(BAD_REQUEST, { message: 'Send who it is: {"by": "Ada"}.' });
    await wish(what, { orderId, by, ...(typeof reason === 'string' && { reason }) });
    return json(ACCEPTED, { orderId });
  },
};

export async function handler(request: Request): Promise<Response> {
  const route = routes[`${request.httpMethod} ${request.resource}`];
  return route === undefined ? json(NOT_FOUND, { message: 'There is nothing here.' }) : route(request);
}

/** Callback ids are for the counter only: who has one can answer. */
const shown = ({ callbackId: _, ...order }: Order): Omit<Order, 'callbackId'> => order;

const json = (statusCode: number, body: object): Response => ({
  statusCode,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

function parsed(body: string | null): Record<string, unknown> {
  try {
    return Object(JSON.parse(body ?? '{}'));
  } catch {
    return {};
  }
}
