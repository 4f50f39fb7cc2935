// docs/cli.md and the command say the same.

import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { expect, test } from 'vitest';
import { createProgram } from '../src/program.ts';
import { FakeTerminal } from './fake-terminal.ts';

const page = readFileSync(new URL('../../../docs/cli.md', import.meta.url), 'utf8');

/** `execution get`, of every command that is shown and does something. */
function commandPaths(command: Command, path: readonly string[] = []): string[] {
  const inner = command
    .createHelp()
    .visibleCommands(command)
    .filter((known) => known.name() !== 'help');
  if (inner.length === 0) return [path.join(' ')];
  return inner.flatMap((known) => commandPaths(known, [...path, known.name()]));
}

/** `a|b c|d` stands for four. */
function documentedPaths(): Set<string> {
  const lines = page.match(/^npx perdure .*$/gm) ?? [];
  const paths = lines.flatMap((line) => {
    const words = line.split(' ').slice(2);
    const end = words.findIndex((word) => !/^[a-z|-]+$/.test(word) || word.startsWith('-'));
    const named = words.slice(0, end === -1 ? undefined : end).map((word) => word.split('|'));
    return named.reduce<string[][]>(
      (known, choices) => known.flatMap((path) => choices.map((choice) => [...path, choice])),
      [[]],
    );
  });
  return new Set(paths.map((path) => path.join(' ')));
}

test('every command is in docs/cli.md', () => {
  const documented = documentedPaths();
  const missing = commandPaths(createProgram(new FakeTerminal(), () => {})).filter(
    (path) => !documented.has(path),
  );
  expect(missing).toEqual([]);
});
