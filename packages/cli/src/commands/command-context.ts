// What every command gets, and the options that they share.

import { type Command, Option } from 'commander';
import type { ExitCode } from '../failure.ts';
import { LambdaApi } from '../lambda-api.ts';
import { wireJson } from '../output/wire-json.ts';
import type { Terminal } from '../terminal.ts';

export interface CommandContext {
  terminal: Terminal;
  /** Sets the exit code of a command that ran but whose outcome is not a success. */
  end(code: ExitCode): void;
}

export interface ApiOptions {
  endpoint: string;
  format: 'text' | 'json';
}

const DEFAULT_ENDPOINT = 'http://127.0.0.1:7070';

/** Adds --endpoint and --format. */
export function withApiOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--endpoint <url>', 'the server to talk to')
        .env('PERDURE_ENDPOINT')
        .default(DEFAULT_ENDPOINT),
    )
    .addOption(new Option('--format <format>', 'how to print').choices(['text', 'json']).default('text'));
}

export const apiOf = ({ endpoint }: ApiOptions): LambdaApi => new LambdaApi(endpoint);

/** Prints the value as JSON, or what `text` makes of it, ending with a newline. */
export function print(context: CommandContext, options: ApiOptions, value: object, text: () => string): void {
  const shown = options.format === 'json' ? wireJson(value) : text();
  context.terminal.out(`${shown}\n`);
}
