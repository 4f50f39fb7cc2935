#!/usr/bin/env node
// Starts the command under a Node that can: the one that runs this file, or the one that the workspace pins.
//
// This file is JavaScript that Node 20 understands, because it is what an older Node gets to see.

import { spawn } from 'node:child_process';
import module from 'node:module';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';

const NODE_MAJOR_MIN = 24;
const SIGNAL_EXIT_BASE = 128;
/**
 * What V8 may fill before it looks for garbage, in MiB: left alone it takes up to 64 on a large machine, twice, and keeps them.
 * With 16 a server under load is 100 MiB smaller, and no slower.
 */
const youngGeneration = '--max-semi-space-size';
const serverOptions = [`${youngGeneration}=16`];
const serverCommands = ['start', 'dev', 'worker'];
/** Beside the code, so that whoever may write it may write the code as well. A handler that is tried out changes too often. */
const compiledCode = join(import.meta.dirname, '../node_modules/.cache/compiled');
const uncachedCommand = 'test';

const [command = ''] = process.argv.slice(2);
const options = serverCommands.includes(command) ? serverOptions : [];

if (Number.parseInt(process.versions.node, 10) < NODE_MAJOR_MIN) {
  runUnderPinnedNode();
} else {
  if (options.length > 0 && !isBounded()) startAnew();
  if (command !== uncachedCommand) keepCompiledCode();
  await import('../src/main.ts');
}

/** TypeScript is stripped, and all of it compiled, once: a start takes half as long, and 30 MiB less. */
function keepCompiledCode() {
  // Threads learn of it from the environment only.
  process.env.NODE_COMPILE_CACHE ??= compiledCode;
  module.enableCompileCache();
}

function isBounded() {
  return [...process.execArgv, process.env.NODE_OPTIONS ?? ''].some((text) => text.includes(youngGeneration));
}

/** In the place of this process, where the system can do that. */
function startAnew() {
  if (process.platform === 'win32') return;
  const [node, ...rest] = process.argv;
  process.execve(process.execPath, [node, ...options, ...process.execArgv, ...rest]);
}

function runUnderPinnedNode() {
  const child = spawn(pinnedNode(), [...options, import.meta.filename, ...process.argv.slice(2)], {
    stdio: 'inherit',
  });
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
    const manifest = module.createRequire(import.meta.url).resolve('node/package.json');
    return join(dirname(manifest), 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  } catch {
    console.error(`perdure: needs Node ${NODE_MAJOR_MIN} or newer; this is ${process.versions.node}.`);
    console.error('Run `npm ci` in the checkout, which installs the right one, or install it yourself.');
    return process.exit(1);
  }
}
