// The process that replays: it loads the code of a function and runs it over recorded histories. A process of its own,
// since the code may do anything while it is loaded: change globals, keep timers, exit.

import { pathToFileURL } from 'node:url';
import { checkReplay } from '@perdure/testing/replay';
import type { ReplayAnswer, ReplayRequest, ReplayTask } from './replay-message.ts';

type Handler = Parameters<typeof checkReplay>[0];

process.once('message', async (request: ReplayRequest) => {
  // Whoever asked ends this process: what the code has started meanwhile might keep it.
  process.send?.(await answer(request));
});

async function answer({ module, handlerExport, tasks }: ReplayRequest): Promise<ReplayAnswer> {
  try {
    const handler = handlerOf(await import(pathToFileURL(module).href), handlerExport);
    const differences: (string | null)[] = [];
    for (const task of tasks) differences.push(await differenceOf(handler, task));
    return { kind: 'replayed', differences };
  } catch (error) {
    return { kind: 'obstacle', reason: error instanceof Error ? error.message : String(error) };
  }
}

async function differenceOf(handler: Handler, { executionArn, history }: ReplayTask): Promise<string | null> {
  const { difference } = await checkReplay(handler, history, { executionArn });
  return difference?.message ?? null;
}

/** A CommonJS module is seen through its default export as well. */
function handlerOf(loaded: Record<string, unknown>, name: string): Handler {
  const { default: commonJs } = loaded;
  const exported = loaded[name] ?? (commonJs as Record<string, unknown> | undefined)?.[name];
  if (typeof exported !== 'function') throw new Error(`the module exports no function named ${name}`);
  return exported as Handler;
}
