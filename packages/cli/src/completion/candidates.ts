// What may come next on a command line, read from the commands themselves.

import type { Command, Option } from 'commander';

/** Names that only a server knows. */
export interface KnownNames {
  functions(): Promise<readonly string[]>;
  executions(): Promise<readonly string[]>;
}

/** `words` are those after `perdure`; the last one is being typed. Nothing to offer means: file names. */
export async function candidates(
  program: Command,
  words: readonly string[],
  names: KnownNames,
): Promise<string[]> {
  const typed = words.at(-1) ?? '';
  const offered = await offers(program, words.slice(0, -1), typed, names);
  return offered.filter((offer) => offer.startsWith(typed)).sort();
}

async function offers(
  program: Command,
  before: readonly string[],
  typed: string,
  names: KnownNames,
): Promise<readonly string[]> {
  const { command, given, open } = follow(program, before);
  if (open !== undefined) return open.argChoices ?? namesFor(open.attributeName(), names);
  if (typed.startsWith('-')) return visible(command).map(({ long, short }) => long ?? short ?? '');
  if (command.commands.length > 0) return subcommands(command);
  const argument =
    command.registeredArguments[given] ?? command.registeredArguments.findLast(({ variadic }) => variadic);
  if (argument === undefined) return [];
  return argument.argChoices ?? namesFor(argument.name(), names);
}

interface Place {
  command: Command;
  /** How many arguments the command has already. */
  given: number;
  /** The option whose value comes next. */
  open?: Option;
}

function follow(program: Command, words: readonly string[]): Place {
  let command = program;
  let given = 0;
  let open: Option | undefined;
  for (const word of words) {
    if (open !== undefined) {
      open = undefined;
    } else if (word.startsWith('-')) {
      const option = command.options.find(({ long, short }) => word === long || word === short);
      open = option?.required === true ? option : undefined;
    } else {
      const next = command.commands.find((known) => known.name() === word || known.aliases().includes(word));
      if (next === undefined) given += 1;
      else command = next;
    }
  }
  return { command, given, ...(open === undefined ? {} : { open }) };
}

const visible = (command: Command): readonly Option[] => command.createHelp().visibleOptions(command);

const subcommands = (command: Command): string[] =>
  command
    .createHelp()
    .visibleCommands(command)
    .map((known) => known.name());

async function namesFor(what: string, names: KnownNames): Promise<readonly string[]> {
  if (what === 'function') return names.functions();
  return what === 'execution' ? names.executions() : [];
}
