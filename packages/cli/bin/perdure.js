#!/usr/bin/env node
// Starts the command under a Node that can: the one that runs this file, or the one that the workspace pins.
//
// This file is JavaScript that Node 20 understands, because it is what an older Node gets to see.

import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';

const NODE_MAJOR_MIN = 24;
const SIGNAL_EXIT_BASE = 128;

if (Number.parseInt(process.versions.node, 10) >= NODE_MAJOR_MIN) {
  await import('../src/main.ts');
} else {
  runUnderPinnedNode();
}

function runUnderPinnedNode() {
  const child = spawn(pinnedNode(), [import.meta.filename, ...process.argv.slice(2)], { stdio: 'inherit' });
  // A terminal sends Ctrl-C to both processes: the child decides what it means, and this one waits for it.
  process.on('SIGINT', () => {});
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    console.error(`perdure: the Node that this workspace pins does not start: ${error.message}`);
    process.exitCode = 1;
  });
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? SIGNAL_EXIT_BASE + constants.signals[signal];
  });
}

function pinnedNode() {
  try {
    const manifest = createRequire(import.meta.url).resolve('node/package.json');
    return join(dirname(manifest), 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  } catch {
    console.error(`perdure: needs Node ${NODE_MAJOR_MIN} or newer; this is ${process.versions.node}.`);
    console.error('Run `npm ci` in the checkout, which installs the right one, or install it yourself.');
    return process.exit(1);
  }
}
