// The big screen: the code to scan, what is coming, what is ready.

import { ask, drinkText, element, gathered, hear, named } from './shop.js';

const READY_MAX = 12;
const LOOK_MILLIS = 20_000;

const line = (order) => {
  const made = element('div', '', { className: 'card' });
  made.append(
    element('span', order.attendee, { className: 'big' }),
    element('span', drinkText(order), { className: 'faint' }),
  );
  return made;
};

async function refresh() {
  const [shop, ...lists] = await Promise.all([
    ask('/shop'),
    ...['ACCEPTED', 'QUEUED', 'COMPLETED'].map((status) => ask(`/orders?status=${status}`)),
  ]);
  const [accepted, queued, completed] = lists.map(({ orders }) => orders);
  named('state').textContent = shop.isOpen ? '' : 'closed';
  named('code').src = `/qr.svg?text=${encodeURIComponent(`${location.origin}/order?code=${shop.code}`)}`;
  for (const name of ['served', 'taken', 'capacity']) named(name).textContent = shop[name];
  named('coming').replaceChildren(...[...accepted, ...queued].map(line));
  named('ready').replaceChildren(...completed.slice(-READY_MAX).reverse().map(line));
}

const soon = gathered(200, refresh);

hear(soon, refresh);
// The code changes whether somebody orders or not.
setInterval(soon, LOOK_MILLIS);
