import { type DurableContext, withDurableExecution } from '@perdure/sdk';
import { bookFlight, bookHotel, cancelFlight } from './bookings.ts';

interface Request {
  pathParameters: { traveller: string };
}

export const handler = withDurableExecution(async ({ pathParameters }: Request, context: DurableContext) => {
  const { traveller } = pathParameters;
  const flight = await context.step('book-flight', async () => bookFlight(traveller));
  try {
    const hotel = await context.step('book-hotel', async () => bookHotel(traveller));
    return { flight, hotel };
  } catch {
    await context.step('cancel-flight', async () => cancelFlight(flight));
    return { cancelled: flight };
  }
});
