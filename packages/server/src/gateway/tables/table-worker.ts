// The thread that holds the tables: a commit blocks whoever runs it for the time of a sync, and expressions take their time.

import { parentPort, workerData } from 'node:worker_threads';
import { assert } from '@perdure/protocol';
import { TableEngine } from './table-engine.ts';
import { tableLimits } from './table-limits.ts';
import type { FromTables, TableThreadData, ToTables } from './table-protocol.ts';

assert(parentPort !== null, 'this file runs as a worker');
const port = parentPort;
const answer = (message: FromTables): void => port.postMessage(message);

const engine = new TableEngine({
  ...(workerData as TableThreadData),
  now: () => Date.now(),
  onFault: (fault) => answer({ fault: fault instanceof Error ? fault : new Error(String(fault)) }),
});
const expiry = setInterval(() => void engine.expire(), tableLimits.expiryMillis);

port.on('message', (message: ToTables) => {
  if ('close' in message) {
    clearInterval(expiry);
    void engine.close().then(() => port.close());
    return;
  }
  const { id, operation, body } = message;
  void engine.request(operation, body).then((result) => answer({ id, ...result }));
});
answer({ opened: true });
