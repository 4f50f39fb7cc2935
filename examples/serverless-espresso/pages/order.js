// The page for the phone: choose, order, watch, cancel.

import { ask, drinkText, element, euros, hear, inTurn, named, shown, spokenSeconds } from './shop.js';

const code = new URLSearchParams(location.search).get('code') ?? undefined;
const steps = ['PENDING', 'QUEUED', 'ACCEPTED', 'COMPLETED'];
const MILLIS_PER_SECOND = 1000;

let orderId = sessionStorage.getItem('orderId');
let current;

const shop = await ask('/shop');
const words = {
  PENDING: 'Placed. The shop is looking at it.',
  QUEUED: `In the queue. A barista takes it within ${spokenSeconds(shop.answerSeconds)}, or you pay nothing.`,
  ACCEPTED: 'It is being made.',
  COMPLETED: 'It is ready. Enjoy!',
};

function choice(type, name, value, price, sign = '+') {
  const label = element('label');
  label.append(
    element('input', '', { type, name, value, required: type === 'radio' }),
    element('span', value.replaceAll('-', ' ')),
  );
  if (price > 0) label.append(element('span', `${sign}${euros(price)}`, { className: 'faint' }));
  return label;
}

for (const [drink, cents] of Object.entries(shop.menu))
  named('menu').append(choice('radio', 'drink', drink, cents, ''));
for (const size of shop.sizes)
  named('size').append(choice('radio', 'size', size, size === 'large' ? shop.largeCents : 0));
for (const extra of shop.extras) named('extras').append(choice('checkbox', 'extra', extra, shop.extraCents));
named('size').querySelector('input').checked = true;

function chosen() {
  const form = new FormData(named('form'));
  return { drink: form.get('drink'), size: form.get('size'), extras: form.getAll('extra') };
}

/** For the eye; the shop reckons for itself. */
function addUp() {
  const { drink, size, extras } = chosen();
  const cents = (shop.menu[drink] ?? 0) + (size === 'large' ? shop.largeCents : 0);
  named('total').textContent = drink === null ? '–' : euros(cents + extras.length * shop.extraCents);
}
named('form').onchange = addUp;
addUp();

named('form').onsubmit = async (submitted) => {
  submitted.preventDefault();
  named('place').disabled = true;
  const order = { attendee: named('attendee').value, ...chosen(), ...(code && { code }) };
  try {
    ({ orderId } = await ask('/orders', { method: 'POST', body: order }));
    sessionStorage.setItem('orderId', orderId);
    say('');
    show({ ...order, orderId, status: 'PENDING' });
    // What has happened to it by now was told before its number was known here.
    void refresh();
  } catch (error) {
    say(error.message);
  }
  named('place').disabled = false;
};

named('cancel').onclick = async () => {
  named('cancel').disabled = true;
  await ask(`/orders/${orderId}/cancel`, {
    method: 'POST',
    body: { by: named('attendee').value || 'the customer', reason: 'The customer cancelled.' },
  });
};

named('again').onclick = () => {
  orderId = null;
  current = undefined;
  sessionStorage.removeItem('orderId');
  shown('progress', false);
  shown('form', true);
};

function say(text) {
  named('notice').textContent = text;
  shown('notice', text !== '');
}

function show(order) {
  current = order;
  const isOver = !['PENDING', 'QUEUED', 'ACCEPTED'].includes(order.status);
  shown('form', false);
  shown('progress', true);
  named('drink').textContent = order.drink ? drinkText(order) : 'Your order';
  named('number').textContent = order.orderId;
  const reached = steps.indexOf(order.status);
  for (const [index, step] of steps.entries())
    named(`step-${step}`).classList.toggle('done', index <= reached);
  const receipt = order.status === 'COMPLETED' ? ` Paid: ${euros(order.cents)}.` : '';
  named('said').textContent = (words[order.status] ?? order.reason ?? order.status) + receipt;
  named('progress').className = order.status === 'COMPLETED' ? 'card good' : isOver ? 'card bad' : 'card';
  shown('cancel', !isOver);
  named('cancel').disabled = order.status === 'PENDING';
  shown('again', isOver);
  countDown();
}

function countDown() {
  const since = { QUEUED: current?.placedAt, ACCEPTED: current?.acceptedAt }[current?.status];
  const left = since === undefined ? 0 : shop.answerSeconds - (Date.now() - since) / MILLIS_PER_SECOND;
  named('left').textContent = left > 0 ? `${Math.ceil(left)} s left` : '';
}
setInterval(countDown, MILLIS_PER_SECOND);

const refresh = inTurn(async () => {
  shown('state', !(await ask('/shop')).isOpen);
  if (orderId === null) return;
  const asked = orderId;
  try {
    const order = await ask(`/orders/${asked}`);
    // The customer may have turned to a new order meanwhile.
    if (asked === orderId) show(order);
  } catch {
    // The workflow has not written it yet; the next event shows it.
  }
});

hear((event) => (event.orderId === orderId || event.type === 'SHOP_CHANGED') && refresh(), refresh);
