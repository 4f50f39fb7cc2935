export const bookFlight = (traveller: string): string =>
  `flight-of-${traveller}-below-${process.env.FLIGHT_LIMIT}`;
export const bookHotel = (traveller: string): string => `hotel-of-${traveller}`;
export const cancelFlight = (flight: string): string => `no ${flight}`;
