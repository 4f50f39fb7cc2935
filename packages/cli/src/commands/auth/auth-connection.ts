// What commands of access control work with.

import type { Command } from 'commander';
import { InvalidArgumentError } from 'commander';
import { AuthApi, type Holder } from '../../auth/auth-api.ts';
import { type ApiOptions, connect } from '../../connection/api-options.ts';
import { CommandFailure, exitCodes } from '../../failure.ts';
import type { Printer } from '../../output/printer.ts';
import type { Terminal } from '../../terminal.ts';

export interface AuthConnection {
  auth: AuthApi;
  printer: Printer;
}

export async function connectAuth(options: ApiOptions, terminal: Terminal): Promise<AuthConnection> {
  if (options.remote) {
    throw new CommandFailure('Users and roles of AWS are managed with `aws iam`.', exitCodes.usage);
  }
  const { api, printer } = await connect(options, terminal);
  return { auth: new AuthApi(api.transport), printer };
}

/** `user/alice` or `role/clerk`. */
export function holder(text: string): Holder {
  const [, kind, name = ''] = /^(user|role)\/(.+)$/.exec(text) ?? [];
  if (kind !== 'user' && kind !== 'role') throw new InvalidArgumentError('Give user/<name> or role/<name>.');
  return { kind, name };
}

/** Adds the option that saves a new key as a profile. */
export const withSave = (command: Command): Command =>
  command.option(
    '--save <profile>',
    'write the key to ~/.aws/credentials as this profile, instead of showing it',
  );
