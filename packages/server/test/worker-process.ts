// A worker for workers.test.ts to start and to kill: its options come as JSON, its news go out line by line.

import { startWorker, type WorkerOptions } from '../src/index.ts';

const options: WorkerOptions = JSON.parse(process.argv[2] ?? '');
await startWorker({ ...options, onNews: (news) => console.log(news) });
