// What a person has set once instead of giving it to every command: a small JSON file in their configuration directory.
// An option of the command line comes before it, and so does the environment.

import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { CommandFailure, exitCodes } from '../failure.ts';

export const settingNames = ['endpoint', 'profile', 'region', 'format'] as const;
export type SettingName = (typeof settingNames)[number];
export type UserSettings = Partial<Record<SettingName, string>>;

const INDENT = 2;
const PRIVATE_FILE = 0o600;

export const settingsPath = (env: NodeJS.ProcessEnv = process.env): string =>
  env.PERDURE_SETTINGS ?? join(env.XDG_CONFIG_HOME ?? join(homedir(), '.config'), 'perdure', 'settings.json');

/** No settings when there is no file. A file that cannot be read is an error that names it. */
export async function readSettings(path = settingsPath()): Promise<UserSettings> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {};
    throw unreadable(path, error);
  }
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null) throw new Error('it is not a JSON object');
    const known = Object.entries(value).filter(([name]) => settingNames.some((setting) => setting === name));
    return Object.fromEntries(known.map(([name, setting]) => [name, String(setting)]));
  } catch (error) {
    throw unreadable(path, error);
  }
}

/** `value` undefined removes the setting. */
export async function writeSetting(
  name: SettingName,
  value: string | undefined,
  path = settingsPath(),
): Promise<void> {
  const { [name]: _, ...others } = await readSettings(path);
  const settings: UserSettings = value === undefined ? others : { ...others, [name]: value };
  await mkdir(dirname(path), { recursive: true });
  const draft = `${path}.${process.pid}`;
  await writeFile(draft, `${JSON.stringify(settings, null, INDENT)}\n`, { mode: PRIVATE_FILE });
  await rename(draft, path);
}

function unreadable(path: string, error: unknown): CommandFailure {
  const reason = error instanceof Error ? error.message : String(error);
  return new CommandFailure(
    `Cannot read the settings in ${path}: ${reason}\nMend or remove the file.`,
    exitCodes.usage,
  );
}
