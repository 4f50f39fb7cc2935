// `perdure auth user …` and `perdure auth key …`.

import type { Command } from 'commander';
import { showKey } from '../../auth/show-key.ts';
import { type ApiOptions, withApiOptions } from '../../connection/api-options.ts';
import { userTable } from '../../output/identity-table.ts';
import { collect } from '../argument-values.ts';
import type { CommandContext } from '../command-context.ts';
import { confirm } from '../confirm.ts';
import { connectAuth, withSave } from './auth-connection.ts';

interface CreateOptions extends ApiOptions {
  policy?: string[];
  save?: string;
}

interface DeleteOptions extends ApiOptions {
  yes?: boolean;
}

export function userCommands(parent: Command, context: CommandContext): void {
  const { terminal } = context;
  const users = parent.command('user').description('users, and what they may do');
  const list = users.command('list').description('list the users, with their policies and access keys');
  withApiOptions(list).action(async (options: ApiOptions) => {
    const { auth, printer } = await connectAuth(options, terminal);
    const found = await Array.fromAsync(auth.users());
    printer.printList('Users', found, () => userTable(found));
  });

  const create = users
    .command('create')
    .description('make a user and an access key')
    .argument('<name>')
    .option('--policy <name>', 'a managed policy, such as ReadOnlyAccess; repeat it for several', collect);
  withSave(withApiOptions(create)).action((name: string, options: CreateOptions) =>
    createUser(name, options, context),
  );

  const remove = users
    .command('delete')
    .description('delete a user, with all access keys')
    .argument('<name>')
    .option('-y, --yes', 'do not ask');
  withApiOptions(remove).action(async (name: string, options: DeleteOptions) => {
    const { auth } = await connectAuth(options, terminal);
    if (!options.yes) await confirm(terminal, `Whatever uses an access key of ${name} stops working.`);
    await auth.remove({ kind: 'user', name });
  });
}

/** A user whose policies are refused is not left behind. */
async function createUser(name: string, options: CreateOptions, { terminal }: CommandContext): Promise<void> {
  const { auth, printer } = await connectAuth(options, terminal);
  const user = { kind: 'user', name } as const;
  await auth.create(user);
  try {
    for (const policy of options.policy ?? []) await auth.attach(user, policy, undefined);
    const key = await auth.createKey(name);
    await showKey(key, options.save, printer, terminal);
  } catch (error) {
    await auth.remove(user).catch(() => {});
    throw error;
  }
}

export function keyCommands(parent: Command, { terminal }: CommandContext): void {
  const keys = parent
    .command('key')
    .description('access keys: two for each user, so that one can replace the other');
  const create = keys.command('create').description('make another access key').argument('<user>');
  withSave(withApiOptions(create)).action(async (user: string, options: CreateOptions) => {
    const { auth, printer } = await connectAuth(options, terminal);
    await showKey(await auth.createKey(user), options.save, printer, terminal);
  });
  for (const [verb, status, description] of [
    ['disable', 'Inactive', 'take a key out of use, for now'],
    ['enable', 'Active', 'take it into use again'],
  ] as const) {
    const command = keys.command(verb).description(description).argument('<user>').argument('<key-id>');
    withApiOptions(command).action(async (user: string, key: string, options: ApiOptions) => {
      const { auth } = await connectAuth(options, terminal);
      await auth.setKeyStatus(user, key, status);
    });
  }
  const remove = keys.command('delete').description('delete a key').argument('<user>').argument('<key-id>');
  withApiOptions(remove).action(async (user: string, key: string, options: ApiOptions) => {
    const { auth } = await connectAuth(options, terminal);
    await auth.deleteKey(user, key);
  });
}
