// The oldest Node that the published packages support.

import { join } from 'node:path';
import { fetchOnce } from './fetch-once.ts';

const VERSION = '22.23.3';

/** The path of its executable. */
export const olderNode = async (): Promise<string> =>
  join(await fetchOnce(`node@${VERSION}`), 'node', 'bin', 'node');
