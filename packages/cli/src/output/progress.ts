// Says that something takes long, to a person who waits for it: a line that is drawn over, from the first second on.

import type { Terminal } from '../terminal.ts';
import { formatDuration } from './duration.ts';

const QUIET_MS = 1000;
const FRAME_MS = 200;
const MS_PER_SECOND = 1000;
const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧'] as const;

export async function withProgress<Value>(
  terminal: Terminal,
  what: string,
  work: Promise<Value>,
): Promise<Value> {
  if (!terminal.interactive) return await work;
  const begun = Date.now();
  let frame = 0;
  const draw = (): void => {
    const elapsed = Date.now() - begun;
    if (elapsed < QUIET_MS) return;
    frame += 1;
    terminal.err(
      `\r${frames[frame % frames.length]} ${what} ${formatDuration(elapsed / MS_PER_SECOND)} \x1b[K`,
    );
  };
  const timer = setInterval(draw, FRAME_MS);
  try {
    return await work;
  } finally {
    clearInterval(timer);
    if (frame > 0) terminal.err('\r\x1b[K');
  }
}
