// The process behind the command `perdure`.

import { run } from './run.ts';
import { processTerminal } from './terminal.ts';

// The reader of our output may have seen enough (`perdure … | head`); that is not an error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

const terminal = processTerminal();
process.exitCode = await run(process.argv.slice(2), terminal);
terminal.close();
