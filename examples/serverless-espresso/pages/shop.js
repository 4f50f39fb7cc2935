// What the pages share: asking the shop, and hearing from it.

/** The answer of the shop's API. Throws with what it said when it refuses. */
export async function ask(path, { method = 'GET', body } = {}) {
  const answer = await fetch(`/api${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const value = await answer.json();
  if (!answer.ok) throw new Error(value.message ?? `The shop answered ${answer.status}.`);
  return value;
}

/** Calls back for everything that happens, and once whenever the connection is new: then anything may have happened. */
export function hear(onEvent, onConnected) {
  const source = new EventSource('/live');
  source.onopen = onConnected;
  source.onmessage = ({ data }) => onEvent(JSON.parse(data));
}

/** Many calls in one moment are one. */
export function gathered(millis, run) {
  let isAsked = false;
  return () => {
    if (isAsked) return;
    isAsked = true;
    setTimeout(() => {
      isAsked = false;
      void run();
    }, millis);
  };
}

/** One run at a time, so that an older answer is never shown over a newer one. Who asks meanwhile gets another run behind it. */
export function inTurn(run) {
  let isRunning = false;
  let isAsked = false;
  return async () => {
    isAsked = true;
    if (isRunning) return;
    isRunning = true;
    try {
      while (isAsked) {
        isAsked = false;
        await run();
      }
    } finally {
      isRunning = false;
    }
  };
}

export const named = (id) => document.getElementById(id);

export function shown(id, isShown) {
  named(id).hidden = !isShown;
}

/** The sign on the door. */
export function showState({ isOpen }) {
  named('state').textContent = isOpen ? 'open' : 'closed';
  named('state').classList.toggle('closed', !isOpen);
}

/** Makes these the children of an element. Those that are there already are not touched: a click on one is not lost. */
export function keepChildren(parent, children) {
  for (const child of [...parent.children]) if (!children.includes(child)) child.remove();
  for (const [index, child] of children.entries())
    if (parent.children[index] !== child) parent.insertBefore(child, parent.children[index] ?? null);
}

/** What stands where nothing is. */
export const nothing = (text) => element('p', text, { className: 'nothing' });

/** Text only: names are what people typed. */
export function element(tag, text = '', attributes = {}) {
  const made = Object.assign(document.createElement(tag), attributes);
  made.textContent = text;
  return made;
}

export const drinkText = ({ size, drink, extras = [] }) =>
  [size, drink.replaceAll('-', ' '), ...extras.map((extra) => `+ ${extra.replaceAll('-', ' ')}`)].join(' ');

const SECONDS_PER_MINUTE = 60;

export function spokenSeconds(seconds) {
  if (seconds % SECONDS_PER_MINUTE > 0) return `${seconds} seconds`;
  const minutes = seconds / SECONDS_PER_MINUTE;
  return minutes === 1 ? 'a minute' : `${minutes} minutes`;
}

export const euros = (cents) => `${(cents / 100).toFixed(2)} €`;
