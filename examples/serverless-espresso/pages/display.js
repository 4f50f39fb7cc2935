// The big screen: the code to scan, what is coming, what is ready.

import { ask, drinkText, element, gathered, hear, inTurn, named, nothing, showState } from './shop.js';

const COMING_MAX = 7;
const READY_MAX = 7;
const LOOK_MILLIS = 20_000;

function line(order) {
  const isReady = order.status === 'COMPLETED';
  const made = element('div', '', { className: isReady ? 'card good' : 'card' });
  const head = element('div', '', { className: 'spread' });
  head.append(element('span', order.attendee, { className: 'big' }));
  if (order.status === 'ACCEPTED')
    head.append(element('span', `${order.barista} makes it`, { className: 'badge waiting' }));
  made.append(head, element('span', drinkText(order), { className: 'faint' }));
  return made;
}

/** As many as the screen holds, and how many more there are. */
function list(place, orders, max, words) {
  const rest = orders.length - max;
  named(place).replaceChildren(
    ...(orders.length === 0 ? [nothing(words)] : orders.slice(0, max).map(line)),
    ...(rest > 0 ? [nothing(`and ${rest} more`)] : []),
  );
}

const refresh = inTurn(async () => {
  const [shop, ...lists] = await Promise.all([
    ask('/shop'),
    ...['ACCEPTED', 'QUEUED'].map((status) => ask(`/orders?status=${status}`)),
    ask(`/orders?status=COMPLETED&limit=${READY_MAX}`),
  ]);
  const [accepted, queued, completed] = lists.map(({ orders }) => orders);
  showState(shop);
  named('code').src = `/qr.svg?text=${encodeURIComponent(`${location.origin}/order?code=${shop.code}`)}`;
  for (const name of ['served', 'taken', 'capacity']) named(name).textContent = shop[name];
  list('coming', [...accepted, ...queued], COMING_MAX, 'The first one could be yours.');
  list('ready', completed, READY_MAX, 'Soon.');
});

const soon = gathered(200, refresh);

hear(soon, refresh);
// The code changes whether somebody orders or not.
setInterval(soon, LOOK_MILLIS);
