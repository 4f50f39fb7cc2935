// What can be ordered, and what an order costs.

export const sizes = ['small', 'large'] as const;
export const extras = ['oat-milk', 'extra-shot', 'decaf', 'vanilla'] as const;

/** Prices in cents, for a small one. */
export const menu: Readonly<Record<string, number>> = {
  espresso: 250,
  'flat-white': 380,
  cappuccino: 370,
  latte: 390,
  'cold-brew': 420,
  tea: 280,
};

export const LARGE_CENTS = 80;
export const EXTRA_CENTS = 40;
const ATTENDEE_CHARS_MAX = 40;
const EXTRAS_MAX = 4;

/** What a person fills in. */
export interface OrderForm {
  attendee: string;
  drink: string;
  size: (typeof sizes)[number];
  extras: string[];
  /** The code that the display showed. */
  code?: string;
}

/** What is wrong with a form, in words for the person; undefined when nothing is. */
export function formObjection(form: Partial<OrderForm> | null | undefined): string | undefined {
  const { attendee, drink, size, extras: chosen = [] } = form ?? {};
  if (typeof attendee !== 'string' || attendee.trim() === '' || attendee.length > ATTENDEE_CHARS_MAX)
    return 'We need a name to call.';
  if (typeof drink !== 'string' || !Object.hasOwn(menu, drink))
    return `There is no ${String(drink)} on the menu.`;
  if (!sizes.some((known) => known === size)) return `${String(size)} is not a size.`;
  const isList = Array.isArray(chosen) && chosen.length <= EXTRAS_MAX;
  if (!isList || !chosen.every((extra) => extras.some((known) => known === extra)))
    return 'Not all of these extras can be had.';
  return undefined;
}

export function priceCents({ drink, size, extras: chosen }: OrderForm): number {
  return (menu[drink] ?? 0) + (size === 'large' ? LARGE_CENTS : 0) + chosen.length * EXTRA_CENTS;
}
