// Words on the counter's bus: what happened to orders and to the shop, and what people want.

import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { settings } from './settings.ts';

/** What people want. */
export type Wish = 'ACCEPT_ORDER' | 'COMPLETE_ORDER' | 'CANCEL_ORDER';
/** What happened. */
export type Happening =
  | 'ORDER_PLACED'
  | 'ORDER_QUEUED'
  | 'ORDER_ACCEPTED'
  | 'ORDER_COMPLETED'
  | 'ORDER_CANCELLED'
  | 'ORDER_TIMED_OUT'
  | 'ORDER_REFUSED'
  | 'SHOP_CHANGED'
  | 'WISH_REFUSED';

const client = new EventBridgeClient({});

export const tell = (happening: Happening, detail: object): Promise<void> =>
  put('espresso.shop', happening, detail);

export const wish = (what: Wish, detail: object): Promise<void> => put('espresso.people', what, detail);

async function put(source: string, type: string, detail: object): Promise<void> {
  const { FailedEntryCount = 0, Entries = [] } = await client.send(
    new PutEventsCommand({
      Entries: [
        {
          EventBusName: settings().busName,
          Source: source,
          DetailType: type,
          Detail: JSON.stringify(detail),
        },
      ],
    }),
  );
  if (FailedEntryCount > 0) throw new Error(`The bus did not take ${type}: ${Entries[0]?.ErrorMessage}`);
}
