// An access key, shown once to whom it was made for: as lines for a shell, as JSON, or saved as a profile.

import { isoTime } from '../output/moment.ts';
import type { Printer } from '../output/printer.ts';
import type { Terminal } from '../terminal.ts';
import type { NewKey } from './auth-api.ts';
import { saveProfile } from './save-profile.ts';

export async function showKey(
  key: NewKey,
  save: string | undefined,
  printer: Printer,
  terminal: Terminal,
): Promise<void> {
  if (save !== undefined) {
    const path = await saveProfile(save, key);
    terminal.err(`The key is the profile ${save} in ${path}. Use it with --profile ${save},\n`);
    terminal.err(`or for all commands: perdure config set profile ${save}\n`);
    return;
  }
  printer.print(key, () => exports(key).join('\n'));
  terminal.err('The secret is shown this once only.');
  if (key.ExpirationTimestamp !== undefined)
    terminal.err(` It is good until ${isoTime(key.ExpirationTimestamp)}.`);
  terminal.err('\n');
}

const exports = (key: NewKey): string[] => [
  `export AWS_ACCESS_KEY_ID=${key.AccessKeyId}`,
  `export AWS_SECRET_ACCESS_KEY=${key.SecretAccessKey}`,
  ...(key.SessionToken === undefined ? [] : [`export AWS_SESSION_TOKEN=${key.SessionToken}`]),
];
