// npm run torture [-- --seconds 60]: a real server, real environments and a real disk, killed with SIGKILL at random
// moments under load. Afterwards every execution must have ended well, and no promise may be broken.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ServerProcess } from '../../tools/server-process.ts';
import { TortureClient } from './client.ts';
import { findBroken, type TrailLine } from './verdict.ts';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    lanes: { type: 'string', default: '12' },
    steps: { type: 'string', default: '8' },
  },
});
const MILLIS = 1000;
const PAUSE_MILLIS_MIN = 150;
const PAUSE_MILLIS_MAX = 1500;
const ENVIRONMENT_SHARE = 0.5;

const directory = mkdtempSync(join(tmpdir(), 'perdure-torture-'));
const trail = join(directory, 'trail.jsonl');
const pause = (millis: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, millis));

let server = await ServerProcess.start(join(directory, 'data'));
const { port, endpoint } = server;
const client = new TortureClient(endpoint, trail, Number(values.steps));
await client.deploy();

const kills = { server: 0, environment: 0 };
const end = performance.now() + Number(values.seconds) * MILLIS;
const isOver = (): boolean => performance.now() >= end;
const load = Array.from({ length: Number(values.lanes) }, (_, lane) => client.startUntil(isOver, lane));

while (!isOver()) {
  await pause(PAUSE_MILLIS_MIN + Math.random() * (PAUSE_MILLIS_MAX - PAUSE_MILLIS_MIN));
  const environments = server.children();
  const victim = environments[Math.floor(Math.random() * environments.length)];
  if (victim !== undefined && Math.random() < ENVIRONMENT_SHARE) {
    kill(victim);
    continue;
  }
  await server.stop('SIGKILL');
  kills.server += 1;
  server = await ServerProcess.start(join(directory, 'data'), port);
}

function kill(environment: number): void {
  try {
    process.kill(environment, 'SIGKILL');
    kills.environment += 1;
  } catch {
    // It ended by itself between the look and the shot.
  }
}

await Promise.all(load);
const executions = await client.finish();
await server.stop();
const lines = readFileSync(trail, 'utf8').trimEnd().split('\n');
const broken = findBroken(
  executions,
  lines.map((line) => JSON.parse(line) as TrailLine),
);
const runs = lines.filter((line) => line.includes('"run"')).length;
const steps = executions.length * Number(values.steps);
console.log(
  `${executions.length} executions, ${steps} steps, run ${runs} times; killed: server ${kills.server} times, environments ${kills.environment}`,
);
for (const line of broken) console.log(`BROKEN ${line}`);
if (broken.length === 0) {
  console.log('Nothing was lost: every execution ended, every acknowledged step stayed done.');
  rmSync(directory, { recursive: true, force: true });
} else {
  console.log(`The data directory is kept: ${directory}`);
  process.exitCode = 1;
}
