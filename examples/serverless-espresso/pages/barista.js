// The page behind the counter: accept, complete, cancel, and the sign on the door.

import { ask, drinkText, element, gathered, hear, named } from './shop.js';

const me = () => named('name').value.trim() || 'a barista';
const act = (orderId, action, reason) =>
  ask(`/orders/${orderId}/${action}`, { method: 'POST', body: { by: me(), ...(reason && { reason }) } });

function card(order, actions) {
  const made = element('div', '', { className: 'card' });
  made.dataset.order = order.orderId;
  const row = element('div', '', { className: 'row' });
  for (const [label, quiet, run] of actions) {
    const button = element('button', label, { className: quiet ? 'quiet' : '' });
    button.onclick = async () => {
      for (const other of row.children) other.disabled = true;
      await run();
    };
    row.append(button);
  }
  made.append(
    element('span', drinkText(order), { className: 'big' }),
    element('span', `for ${order.attendee}`),
    row,
  );
  return made;
}

const cancel = ({ orderId }) => ['Cancel', true, () => act(orderId, 'cancel', 'The barista cannot make it.')];

async function refresh() {
  const [queued, accepted, shop] = await Promise.all([
    ask('/orders?status=QUEUED'),
    ask('/orders?status=ACCEPTED'),
    ask('/shop'),
  ]);
  named('queued').replaceChildren(
    ...queued.orders.map((order) =>
      card(order, [['Accept', false, () => act(order.orderId, 'accept')], cancel(order)]),
    ),
  );
  named('accepted').replaceChildren(
    ...accepted.orders
      .filter(({ barista }) => barista === me())
      .map((order) =>
        card(order, [['Complete', false, () => act(order.orderId, 'complete')], cancel(order)]),
      ),
  );
  named('toggle').textContent = shop.isOpen ? 'Close the shop' : 'Open the shop';
  named('toggle').onclick = async () => {
    await ask('/shop', { method: 'PUT', body: { isOpen: !shop.isOpen } });
    await refresh();
  };
}

named('name').onchange = refresh;
const soon = gathered(50, refresh);

hear((event) => {
  if (event.type === 'WISH_REFUSED' && event.by === me()) named('notice').textContent = event.reason;
  soon();
}, refresh);
