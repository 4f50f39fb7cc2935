import { describe, expect, it } from 'vitest';
import { FakeTerminal } from '../../test/fake-terminal.ts';
import { createProgram } from '../program.ts';
import { candidates, type KnownNames } from './candidates.ts';

const program = createProgram(new FakeTerminal(), () => {});
const names: KnownNames = {
  functions: async () => ['order', 'refund'],
  executions: async () => ['A-17', 'A-18'],
};
const offered = (...words: string[]) => candidates(program, words, names);

describe('completion', () => {
  it('offers commands that begin with what is typed', async () => {
    expect(await offered('exec')).toEqual(['execution']);
    expect(await offered('execution', 'p')).toEqual(['pause']);
    expect(await offered('execution', '')).toContain('history');
  });

  it('does not offer what is hidden', async () => {
    expect(await offered('comp')).toEqual(['completion']);
  });

  it('offers the options of the command that is typed, also behind its arguments', async () => {
    expect(await offered('invoke', '--pay')).toEqual(['--payload']);
    expect(await offered('invoke', 'order', '--wa')).toEqual(['--watch']);
  });

  it('offers the choices of an option, and takes the word behind it for its value', async () => {
    expect(await offered('function', 'list', '--format', 'j')).toEqual(['json', 'jsonl']);
    expect(await offered('function', 'list', '--format', 'json', '--end')).toEqual(['--endpoint']);
  });

  it('offers functions and executions that the server knows', async () => {
    expect(await offered('invoke', '')).toEqual(['order', 'refund']);
    expect(await offered('execution', 'get', 'A-1')).toEqual(['A-17', 'A-18']);
    expect(await offered('logs', '--execution', '')).toEqual(['A-17', 'A-18']);
  });

  it('offers nothing for a file, so that the shell offers its own', async () => {
    expect(await offered('invoke', 'order', '--event', '')).toEqual([]);
  });

  it('offers the shells of its own command', async () => {
    expect(await offered('completion', '')).toEqual(['bash', 'fish', 'zsh']);
  });
});
