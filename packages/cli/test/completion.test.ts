// Completion in the shells themselves: Tab is pressed in a terminal.

import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isLeftOut, Tmux } from './tmux.ts';

const launcher = join(import.meta.dirname, '../bin/perdure.js');
const folder = mkdtempSync(join(tmpdir(), 'perdure-completion-'));

beforeAll(() => {
  symlinkSync(process.execPath, join(folder, 'node'));
  writeFileSync(join(folder, 'perdure'), `#!/bin/sh\nexec "${join(folder, 'node')}" "${launcher}" "$@"\n`, {
    mode: 0o755,
  });
  writeFileSync(join(folder, 'event.json'), '{}');
});
afterAll(() => rmSync(folder, { recursive: true }));

const shells = [
  { shell: 'bash', start: ['bash', '--norc', '--noprofile'], load: 'eval "$(perdure completion bash)"' },
  {
    shell: 'zsh',
    start: ['zsh', '-f'],
    load: 'autoload -U compinit && compinit -u -D && eval "$(perdure completion zsh)"',
  },
  { shell: 'fish', start: ['fish', '--no-config'], load: 'perdure completion fish | source' },
];

describe('completion', () => {
  for (const { shell, start, load } of shells) {
    it.skipIf(isLeftOut('tmux', shell))(
      `in ${shell} completes a command, and leaves files to the shell`,
      async () => {
        const env = { PATH: `${folder}:${process.env.PATH}`, PS1: 'ready> ', HOME: folder };
        using terminal = new Tmux(['env', '-C', folder, ...start], env);
        terminal.type(`${load}; echo lo''aded`);
        terminal.press('Enter');
        await terminal.shows(/^loaded/m);
        terminal.type('perdure exec');
        terminal.press('Tab');
        await terminal.shows(/perdure execution/);
        terminal.type(shell === 'fish' ? ' hist' : 'hist');
        terminal.press('Tab');
        await terminal.shows(/perdure execution +history/);
        terminal.press('C-u');
        terminal.type('perdure invoke order --event ev');
        terminal.press('Tab');
        expect(await terminal.shows(/--event event\.json/)).toBeTruthy();
      },
    );
  }
});
