// `perdure auth role …`: what functions act as, and what users may take for a while.

import type { Command } from 'commander';
import { showKey } from '../../auth/show-key.ts';
import { type ApiOptions, withApiOptions } from '../../connection/api-options.ts';
import { roleTable } from '../../output/identity-table.ts';
import { collect, positiveInteger } from '../argument-values.ts';
import type { CommandContext } from '../command-context.ts';
import { connectAuth, withSave } from './auth-connection.ts';

interface CreateOptions extends ApiOptions {
  policy?: string[];
}

interface AssumeOptions extends ApiOptions {
  sessionName?: string;
  duration?: number;
  save?: string;
}

export function roleCommands(parent: Command, { terminal }: CommandContext): void {
  const roles = parent.command('role').description('roles: what functions act as, and users for a while');
  const list = roles.command('list').description('list the roles');
  withApiOptions(list).action(async (options: ApiOptions) => {
    const { auth, printer } = await connectAuth(options, terminal);
    const found = await Array.fromAsync(auth.roles());
    printer.printList('Roles', found, () => roleTable(found));
  });

  const create = roles
    .command('create')
    .description('make a role; a function has it if its Role ends with /<name>')
    .argument('<name>')
    .option('--policy <name>', 'a managed policy; repeat it for several', collect);
  withApiOptions(create).action(async (name: string, options: CreateOptions) => {
    const { auth } = await connectAuth(options, terminal);
    const role = { kind: 'role', name } as const;
    await auth.create(role);
    for (const policy of options.policy ?? []) await auth.attach(role, policy, undefined);
  });

  const remove = roles.command('delete').description('delete a role').argument('<name>');
  withApiOptions(remove).action(async (name: string, options: ApiOptions) => {
    const { auth } = await connectAuth(options, terminal);
    await auth.remove({ kind: 'role', name });
  });

  const assume = roles
    .command('assume')
    .description('take a role for a while: shows credentials that end by themselves')
    .argument('<name>')
    .option('--session-name <name>', 'how the audit log calls you (default: your user name)')
    .option('--duration <seconds>', '900 to 43200 (default: 3600)', positiveInteger);
  withSave(withApiOptions(assume)).action(async (name: string, options: AssumeOptions) => {
    const { auth, printer } = await connectAuth(options, terminal);
    const key = await auth.assume(name, options.sessionName, options.duration);
    await showKey(key, options.save, printer, terminal);
  });
}
