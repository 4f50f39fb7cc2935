// An order as the shop sends it, and what it costs.

export interface OrderLine {
  sku: string;
  title: string;
  quantity: number;
  unitPriceCents: number;
}

export interface Order {
  orderId: string;
  placedAt: string;
  /** ISO 4217. */
  currency: string;
  customer: {
    id: string;
    name: string;
    email: string;
    address: { street: string; postalCode: string; city: string; country: string };
  };
  lines: OrderLine[];
  shippingCents: number;
}

export class InvalidOrder extends Error {
  override readonly name = 'InvalidOrder';
}

/** The total in cents. Throws InvalidOrder when the order cannot be carried out. */
export function priceOf(order: Order): number {
  if (order.lines.length === 0) throw new InvalidOrder('The order has no lines');
  if (!/^[A-Z]{3}$/.test(order.currency)) throw new InvalidOrder(`${order.currency} is not a currency`);
  if (!order.customer.email.includes('@')) throw new InvalidOrder('The customer has no e-mail address');
  for (const { sku, quantity, unitPriceCents } of order.lines) {
    if (!isCount(quantity) || quantity === 0) throw new InvalidOrder(`${sku}: ${quantity} is not a quantity`);
    if (!isCount(unitPriceCents)) throw new InvalidOrder(`${sku}: ${unitPriceCents} is not a price in cents`);
  }
  const goodsCents = order.lines.reduce(
    (sum, { quantity, unitPriceCents }) => sum + quantity * unitPriceCents,
    0,
  );
  return goodsCents + order.shippingCents;
}

const isCount = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;
