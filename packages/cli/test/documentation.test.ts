// docs/cli.md and the command say the same.

import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { expect, test } from 'vitest';
import { createProgram } from '../src/program.ts';
import { run } from '../src/run.ts';
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

/** The help as it is printed. */
async function helpOf(path: string): Promise<string> {
  const terminal = new FakeTerminal();
  await run([...path.split(' '), '--help'], terminal);
  return terminal.stdout;
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

test('the help of every command has examples, which name commands and options that there are', async () => {
  const program = createProgram(new FakeTerminal(), () => {});
  for (const path of commandPaths(program)) {
    const help = await helpOf(path);
    const examples = help.match(/(?<=^ +\$ ).*perdure.*$/gm) ?? [];
    const isCompletion = path === 'completion';
    expect(examples.length > 0 || isCompletion, path).toBe(true);
    for (const example of examples) {
      const flags = example.match(/(?<= )--[a-z-]+/g) ?? [];
      for (const flag of flags) expect(help, `${path}: ${example}`).toContain(flag);
    }
  }
});
