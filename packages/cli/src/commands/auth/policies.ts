// `perdure auth policy …`: what a user or role may do.

import { readFile } from 'node:fs/promises';
import { Argument, type Command } from 'commander';
import type { Holder } from '../../auth/auth-api.ts';
import { type ApiOptions, withApiOptions } from '../../connection/api-options.ts';
import { CommandFailure, exitCodes } from '../../failure.ts';
import type { Terminal } from '../../terminal.ts';
import type { CommandContext } from '../command-context.ts';
import { connectAuth, holder } from './auth-connection.ts';

interface AttachOptions extends ApiOptions {
  document?: string;
}

const INDENT = 2;
const holderArgument = () => new Argument('<holder>', 'user/<name> or role/<name>').argParser(holder);

export function policyCommands(parent: Command, { terminal }: CommandContext): void {
  const policies = parent.command('policy').description('policies of users and roles');
  const attach = policies
    .command('attach')
    .description('attach a policy: a managed one by its name, or a document of your own')
    .addArgument(holderArgument())
    .argument('<policy>', 'its name; without --document that of a managed one')
    .option('--document <file>', 'an IAM policy as JSON, - for standard input');
  withApiOptions(attach).action(async (who: Holder, policy: string, options: AttachOptions) => {
    const { auth } = await connectAuth(options, terminal);
    const document =
      options.document === undefined ? undefined : await readDocument(options.document, terminal);
    await auth.attach(who, policy, document);
  });

  const detach = policies
    .command('detach')
    .description('take a policy away')
    .addArgument(holderArgument())
    .argument('<policy>');
  withApiOptions(detach).action(async (who: Holder, policy: string, options: ApiOptions) => {
    const { auth } = await connectAuth(options, terminal);
    await auth.detach(who, policy);
  });

  const show = policies
    .command('show')
    .description('show the policies of a user or role')
    .addArgument(holderArgument());
  withApiOptions(show).action(async (who: Holder, options: ApiOptions) => {
    const { auth, printer } = await connectAuth(options, terminal);
    const { PolicyDocuments } = await auth.describe(who);
    const shown = ([name, document]: [string, object | null]): string =>
      document === null ? `${name} (managed)` : `${name}\n${JSON.stringify(document, null, INDENT)}`;
    printer.print(
      { PolicyDocuments },
      () => Object.entries(PolicyDocuments).map(shown).join('\n') || 'No policies.',
    );
  });
}

async function readDocument(path: string, terminal: Terminal): Promise<object> {
  const text =
    path === '-'
      ? await terminal.readInput()
      : await readFile(path, 'utf8').catch((error: Error) => {
          throw new CommandFailure(`Cannot read ${path}: ${error.message}`, exitCodes.usage);
        });
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CommandFailure(`${path} is not JSON: ${reason}`, exitCodes.usage);
  }
}
