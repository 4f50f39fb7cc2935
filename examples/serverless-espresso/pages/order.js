// The page for the phone: choose, order, watch, cancel.

import { ask, drinkText, element, euros, hear, named } from './shop.js';

const code = new URLSearchParams(location.search).get('code') ?? undefined;
const steps = ['PENDING', 'QUEUED', 'ACCEPTED', 'COMPLETED'];
const words = {
  PENDING: 'Placed. The shop is looking at it.',
  QUEUED: 'In the queue. A barista will take it within two minutes, or you pay nothing.',
  ACCEPTED: 'It is being made.',
  COMPLETED: 'It is ready. Enjoy!',
};
let orderId = sessionStorage.getItem('orderId');

const shop = await ask('/shop');
for (const [drink, cents] of Object.entries(shop.menu)) {
  const label = element('label');
  label.append(
    element('input', '', { type: 'radio', name: 'drink', value: drink, required: true }),
    element('span', drink.replaceAll('-', ' ')),
    element('span', euros(cents), { className: 'faint' }),
  );
  named('menu').append(label);
}
for (const size of shop.sizes) named('size').append(element('option', size, { value: size }));
for (const extra of shop.extras) {
  const label = element('label');
  label.append(
    element('input', '', { type: 'checkbox', name: 'extra', value: extra }),
    ` ${extra.replaceAll('-', ' ')}`,
  );
  named('extras').append(label);
}

named('form').onsubmit = async (submitted) => {
  submitted.preventDefault();
  named('place').disabled = true;
  const chosen = new FormData(named('form'));
  const order = {
    attendee: named('attendee').value,
    drink: chosen.get('drink'),
    size: named('size').value,
    extras: chosen.getAll('extra'),
    ...(code && { code }),
  };
  try {
    ({ orderId } = await ask('/orders', { method: 'POST', body: order }));
    sessionStorage.setItem('orderId', orderId);
    named('notice').textContent = '';
    show({ ...order, orderId, status: 'PENDING' });
  } catch (error) {
    named('notice').textContent = error.message;
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
  sessionStorage.removeItem('orderId');
  named('progress').hidden = true;
  named('form').hidden = false;
};

function show(order) {
  const isOver = !['PENDING', 'QUEUED', 'ACCEPTED'].includes(order.status);
  named('form').hidden = true;
  named('progress').hidden = false;
  named('drink').textContent = order.drink ? drinkText(order) : 'Your order';
  named('number').textContent = order.orderId;
  const reached = steps.indexOf(order.status);
  for (const [index, step] of steps.entries())
    named(`step-${step}`).classList.toggle('done', index <= reached);
  const receipt = order.status === 'COMPLETED' ? ` Paid: ${euros(order.cents)}.` : '';
  named('said').textContent = (words[order.status] ?? order.reason ?? order.status) + receipt;
  named('said').className = order.status === 'COMPLETED' ? 'good' : isOver ? 'bad' : '';
  named('cancel').hidden = isOver;
  named('cancel').disabled = order.status === 'PENDING';
  named('again').hidden = !isOver;
}

async function refresh() {
  if (orderId === null) return;
  try {
    show(await ask(`/orders/${orderId}`));
  } catch {
    // The workflow has not written it yet; the next event shows it.
  }
}

hear((event) => event.orderId === orderId && refresh(), refresh);
