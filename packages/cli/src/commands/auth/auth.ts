// `perdure auth …`: who may do what.

import type { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { authInitCommand } from './init.ts';
import { policyCommands } from './policies.ts';
import { roleCommands } from './roles.ts';
import { keyCommands, userCommands } from './users.ts';
import { whoCommands } from './who.ts';

export function authCommand(program: Command, context: CommandContext): void {
  const auth = program
    .command('auth')
    .description('who may do what: users, access keys, roles, policies')
    .addHelpText('after', examples);
  authInitCommand(auth, context);
  whoCommands(auth, context);
  userCommands(auth, context);
  keyCommands(auth, context);
  policyCommands(auth, context);
  roleCommands(auth, context);
}

const examples = `
Examples:
  $ npx perdure auth init --save perdure
  $ npx perdure auth user create alice --policy ReadOnlyAccess
  $ npx perdure auth policy attach user/alice stop-orders --document stop-orders.json
  $ npx perdure auth key create alice
`;
