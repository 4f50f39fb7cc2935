// Writes an access key as a profile to where AWS's own tools look for it, ~/.aws/credentials.

import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { CommandFailure } from '../failure.ts';
import type { NewKey } from './auth-api.ts';

const PRIVATE_FILE = 0o600;
const PRIVATE_FOLDER = 0o700;

const credentialsPath = (env: NodeJS.ProcessEnv = process.env): string =>
  env.AWS_SHARED_CREDENTIALS_FILE ?? join(homedir(), '.aws', 'credentials');

/** Answers the path of the file. A profile of the name that is there already is left as it is, and refused. */
export async function saveProfile(profile: string, key: NewKey, path = credentialsPath()): Promise<string> {
  const present = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw new CommandFailure(`Cannot read ${path}: ${error.message}`);
  });
  const taken = present.split('\n').some((line) => line.trim() === `[${profile}]`);
  if (taken) throw new CommandFailure(`${path} has a profile ${profile} already; choose another name.`);
  const lines = [
    `[${profile}]`,
    `aws_access_key_id = ${key.AccessKeyId}`,
    `aws_secret_access_key = ${key.SecretAccessKey}`,
    ...(key.SessionToken === undefined ? [] : [`aws_session_token = ${key.SessionToken}`]),
  ];
  const before = present === '' ? '' : `${present.trimEnd()}\n\n`;
  await mkdir(dirname(path), { recursive: true, mode: PRIVATE_FOLDER });
  const draft = `${path}.${process.pid}`;
  await writeFile(draft, `${before}${lines.join('\n')}\n`, { mode: PRIVATE_FILE });
  await rename(draft, path);
  return path;
}
