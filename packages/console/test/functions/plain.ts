export const handler = async (event: unknown): Promise<unknown> => {
  console.log('a plain function was asked');
  return { echo: event };
};
