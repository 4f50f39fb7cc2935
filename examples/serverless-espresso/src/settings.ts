// What the template gives the functions.

export interface Settings {
  ordersTable: string;
  shopTable: string;
  busName: string;
  codeSecret: string;
  /** Orders that the shop takes at a time. */
  capacity: number;
  ordersPerDay: number;
  answerSeconds: number;
}

/** Read when it is needed: a test may set the variables after the module was loaded. */
export function settings(): Settings {
  const { env } = process;
  return {
    ordersTable: required('ORDERS_TABLE'),
    shopTable: required('SHOP_TABLE'),
    busName: required('BUS_NAME'),
    codeSecret: required('CODE_SECRET'),
    capacity: Number(env.CAPACITY ?? 20),
    ordersPerDay: Number(env.ORDERS_PER_DAY ?? 2),
    answerSeconds: Number(env.ANSWER_SECONDS ?? 120),
  };
}

function required(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '') throw new Error(`The variable ${name} is not set`);
  return value;
}
