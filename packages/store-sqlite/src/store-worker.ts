// The thread that holds the database: answers calls in the order in which they come, and keeps house between them.

import { parentPort, workerData } from 'node:worker_threads';
import { assert } from '@perdure/protocol';
import type { ConnectionOptions } from './connection.ts';
import { SqliteDatabase } from './sqlite-database.ts';
import type { Answer, Call } from './worker-protocol.ts';
import { toAnswer } from './worker-protocol.ts';

assert(parentPort !== null, 'this file runs as a worker');
const port = parentPort;
const answer = (message: Answer): void => port.postMessage(message);

function open(): SqliteDatabase | undefined {
  try {
    const database = new SqliteDatabase(workerData as ConnectionOptions);
    answer({ result: undefined });
    return database;
  } catch (error) {
    answer(toAnswer(error));
    return undefined;
  }
}

function toResult(database: SqliteDatabase, { method, values }: Call): Answer {
  try {
    const perform = database[method] as (...values: readonly unknown[]) => unknown;
    return { result: perform.apply(database, [...values]) };
  } catch (error) {
    return toAnswer(error);
  }
}

function serve(database: SqliteDatabase): void {
  let isTidying = false;
  const tidy = (): void => {
    isTidying = database.tidy();
    if (isTidying) setImmediate(tidy);
  };
  port.on('message', (call: Call) => {
    answer(toResult(database, call));
    if (call.method === 'close') port.close();
    else if (!isTidying) tidy();
  });
}

const database = open();
if (database) serve(database);
else port.close();
