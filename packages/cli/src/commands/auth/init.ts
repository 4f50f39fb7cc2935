// `perdure auth init`: the first administrator, made in the data of a server that does not run.

import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { showKey } from '../../auth/show-key.ts';
import { ApiError, CommandFailure } from '../../failure.ts';
import { type Format, formats, Printer } from '../../output/printer.ts';
import type { CommandContext } from '../command-context.ts';
import { withSave } from './auth-connection.ts';

interface InitOptions {
  data: string;
  user: string;
  recover?: boolean;
  save?: string;
  format?: Format;
}

const HTTP_CONFLICT = 409;

export function authInitCommand(parent: Command, context: CommandContext): void {
  const command = parent
    .command('init')
    .description('make the first administrator, while the server does not run')
    .option('--data <directory>', 'where the server keeps everything', '.perdure')
    .option('--user <name>', 'name of the administrator', 'admin')
    .option('--recover', 'make a key although there are some: for when all are lost')
    .addOption(new Option('--format <format>', 'how to print (default: table)').choices(formats));
  withSave(command).action((options: InitOptions) => init(options, context));
}

async function init(options: InitOptions, { terminal }: CommandContext): Promise<void> {
  const { data, user, recover = false, save, format = 'table' } = options;
  const directory = resolve(data);
  const key = await made(directory, user, recover);
  terminal.err(`${user} may do everything on the server with its data in ${directory}.\n`);
  terminal.err('From its next start on, every request must be signed.\n\n');
  await showKey({ UserName: user, ...key }, save, new Printer(terminal, format), terminal);
}

async function made(directory: string, userName: string, isRecovery: boolean) {
  // Loaded here so that the commands that only talk to a server start without it.
  const { makeAdministrator } = await import('@perdure/server');
  const key = await makeAdministrator({ directory, userName, isRecovery }).catch((error: unknown) => {
    if (!(error instanceof Error) || !('kind' in error)) throw error;
    const isHeld = error.kind === 'held-by-another';
    const now = isHeld ? 'End the server first, or make users through it: perdure auth user create' : '';
    throw new CommandFailure(`${error.message}\n${now}`.trim());
  });
  if (!key.ok) throw new ApiError(key.refusal.code, HTTP_CONFLICT, key.refusal.message);
  const { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey } = key.value;
  return { AccessKeyId, SecretAccessKey };
}
