// What the examples of the documents take for granted: the world of somebody who sells things.

export interface Order {
  id: string;
  total: number;
  cents: number;
  images: string[];
}

export interface Shipment {
  id: string;
  isDelivered: boolean;
}

export const charge = async (order: Pick<Order, 'total'>): Promise<{ paid: number }> => ({
  paid: order.total,
});
export const declined = async (_order: Order): Promise<never> => {
  throw Object.assign(new Error('the card was declined'), { name: 'CardDeclined' });
};
export const reserve = async (order: Order): Promise<string> => `R-${order.id}`;
export const ship = async (order: Pick<Order, 'id'>, ..._papers: unknown[]): Promise<string> =>
  `S-${order.id}`;
export const complete = ship;
export const send = async (_order: Order): Promise<void> => undefined;
export const notify = send;
export const printLabel = send;
export const mail = async (_to: string, _text: string): Promise<void> => undefined;
export const requestPayment = async (_order: Order, _callbackId: string): Promise<void> => undefined;
export const resize = async (image: string): Promise<string> => `${image}@2x`;
export const ask = async (place: string): Promise<string> => `an offer from the ${place}`;
export const track = async (state: Shipment): Promise<Shipment> => ({ ...state, isDelivered: true });
export const images = ['a.png', 'b.png'];
export const mount = `${import.meta.dirname}/mount`;
export const warehouse = { reserve };
export const provider = { charge: requestPayment };
