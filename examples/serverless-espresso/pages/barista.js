// The page behind the counter: accept, complete, cancel, and the sign on the door.

import {
  ask,
  drinkText,
  element,
  gathered,
  hear,
  inTurn,
  keepChildren,
  named,
  nothing,
  shown,
  showState,
} from './shop.js';

const MILLIS_PER_SECOND = 1000;

const me = () => named('name').value.trim() || 'a barista';
const act = (orderId, action, reason) =>
  ask(`/orders/${orderId}/${action}`, { method: 'POST', body: { by: me(), ...(reason && { reason }) } });

/** The cards on the page, each with what it shows: it stays the same element until there is something else to show. */
const cards = new Map();

function cardOf(order, actions) {
  const shows = JSON.stringify(order);
  const known = cards.get(order.orderId);
  if (known?.shows === shows) return known.card;
  const made = card(order, actions);
  cards.set(order.orderId, { shows, card: made });
  return made;
}

function card(order, actions) {
  const made = element('div', '', { className: 'card' });
  const head = element('div', '', { className: 'spread' });
  const age = element('span', '', { className: 'badge waiting' });
  age.dataset.since = order.acceptedAt ?? order.placedAt;
  head.append(element('span', drinkText(order), { className: 'big' }), age);
  const row = element('div', '', { className: 'row' });
  for (const [label, quiet, run] of actions) {
    const button = element('button', label, { type: 'button', className: quiet ? 'quiet' : '' });
    button.onclick = async () => {
      for (const other of row.children) other.disabled = true;
      say('');
      try {
        await run();
      } catch (error) {
        say(error.message);
        await renew(order.orderId);
      }
    };
    row.append(button);
  }
  made.append(head, element('span', `for ${order.attendee}`), row);
  return made;
}

const cancel = ({ orderId }) => ['Cancel', true, () => act(orderId, 'cancel', 'The barista cannot make it.')];

function list(place, shownCards, words) {
  keepChildren(named(place), shownCards.length > 0 ? shownCards : [nothing(words)]);
}

/** What was wanted of it came to nothing: it can be wanted again. */
function renew(orderId) {
  cards.delete(orderId);
  return refresh();
}

const refresh = inTurn(async () => {
  const [queued, accepted, shop] = await Promise.all([
    ask('/orders?status=QUEUED'),
    ask('/orders?status=ACCEPTED'),
    ask('/shop'),
  ]);
  list(
    'queued',
    queued.orders.map((order) =>
      cardOf(order, [['Accept', false, () => act(order.orderId, 'accept')], cancel(order)]),
    ),
    shop.isOpen ? 'Nobody waits.' : 'Nobody waits, and the shop is closed.',
  );
  list(
    'accepted',
    accepted.orders
      .filter(({ barista }) => barista === me())
      .map((order) =>
        cardOf(order, [['Complete', false, () => act(order.orderId, 'complete')], cancel(order)]),
      ),
    `${me()} has nothing to make.`,
  );
  const there = new Set([...queued.orders, ...accepted.orders].map(({ orderId }) => orderId));
  for (const orderId of cards.keys()) if (!there.has(orderId)) cards.delete(orderId);
  showState(shop);
  tellAges();
  named('toggle').textContent = shop.isOpen ? 'Close the shop' : 'Open the shop';
  named('toggle').onclick = async () => {
    await ask('/shop', { method: 'PUT', body: { isOpen: !shop.isOpen } });
    await refresh();
  };
});

function tellAges() {
  for (const age of document.querySelectorAll('[data-since]')) {
    const seconds = Math.max(0, Math.round((Date.now() - Number(age.dataset.since)) / MILLIS_PER_SECOND));
    age.textContent = `${seconds} s`;
  }
}
setInterval(tellAges, MILLIS_PER_SECOND);

function say(text) {
  named('notice').textContent = text;
  shown('notice', text !== '');
}

named('name').onchange = refresh;
const soon = gathered(50, refresh);

hear((event) => {
  if (event.type === 'WISH_REFUSED' && event.by === me()) {
    say(event.reason);
    cards.delete(event.orderId);
  }
  soon();
}, refresh);
