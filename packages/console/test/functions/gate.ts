// Says that it is there, and holds its environment until a file is there.

import { existsSync, writeFileSync } from 'node:fs';

const lookMillis = 10;

export const handler = async ({ reached, opened }: { reached: string; opened: string }): Promise<void> => {
  writeFileSync(reached, '');
  while (!existsSync(opened)) await new Promise((resolve) => setTimeout(resolve, lookMillis));
};
