// The door of this package: where its built files are. Whoever serves them needs nothing else of it.

import { join } from 'node:path';

/** The folder with `index.html` and `assets`. It is not there until the console has been built. */
export const consoleDirectory: string = join(import.meta.dirname, '../dist');
