// From where settings come, and which one counts: an option of the command line before a variable of the environment, before
// the chosen profile of the configuration file, before the file itself, before the default.

import { dirname, resolve } from 'node:path';
import { CommandFailure, exitCodes } from '../failure.ts';
import { meantText } from '../names/nearest-name.ts';
import { findConfiguration, readConfiguration } from './configuration-file.ts';
import { type Setting, type SettingValue, WrongValue } from './setting.ts';
import { settings, variableOf } from './settings.ts';

export type Configuration = ReadonlyMap<string, SettingValue>;

export interface ConfigurationSources {
  /** What the command line says, by the path of the setting. */
  options: ReadonlyMap<string, unknown>;
  env: NodeJS.ProcessEnv;
  directory: string;
  /** The file named on the command line. */
  file?: string;
  /** The profile named there. */
  profile?: string;
}

export interface LoadedConfiguration {
  configuration: Configuration;
  /** The file that was read, if any. */
  file: string | undefined;
  /** What looks like a mistake and hinders nothing. */
  warnings: readonly string[];
}

const byPath: ReadonlyMap<string, Setting> = new Map(settings.map((setting) => [setting.path, setting]));
const fileVariable = 'PERDURE_CONFIG';
const profileVariable = 'PERDURE_CONFIG_PROFILE';

export async function loadConfiguration(sources: ConfigurationSources): Promise<LoadedConfiguration> {
  const { options, env, directory } = sources;
  const file = await findConfiguration(sources.file ?? env[fileVariable], directory);
  const values = new Map<string, SettingValue>();
  const profile = sources.profile ?? env[profileVariable];
  if (file !== undefined) readFileLayers(await readConfiguration(file), file, profile, env, values);
  else if (profile !== undefined) {
    throw new CommandFailure(
      `There is no configuration file that could have a profile ${profile}.`,
      exitCodes.usage,
    );
  }
  for (const setting of settings) {
    const written = env[variableOf(setting)];
    if (written !== undefined && setting.isFileOnly !== true) {
      values.set(
        setting.path,
        settingValue(setting, written, `The variable ${variableOf(setting)}`, directory),
      );
    }
  }
  for (const [path, written] of options) {
    values.set(
      path,
      settingValue(settingAt(path, 'The command line'), written, 'The command line', directory),
    );
  }
  return { configuration: values, file, warnings: unknownVariables(env) };
}

function readFileLayers(
  content: Record<string, unknown>,
  file: string,
  profile: string | undefined,
  env: NodeJS.ProcessEnv,
  values: Map<string, SettingValue>,
): void {
  const { profiles = {}, ...common } = content;
  if (typeof profiles !== 'object' || profiles === null || Array.isArray(profiles)) {
    throw new CommandFailure(
      `${file}: profiles must hold settings by the name of a profile.`,
      exitCodes.usage,
    );
  }
  const known = profiles as Record<string, unknown>;
  // A profile that is not chosen is read too: a mistake in it would otherwise wait for the day that it is needed.
  for (const [name, section] of Object.entries(known)) {
    if (typeof section !== 'object' || section === null) {
      throw new CommandFailure(`${file}: the profile ${name} must hold settings.`, exitCodes.usage);
    }
  }
  const layers = [
    { section: common, place: file, isChosen: true },
    ...Object.entries(known).map(([name, section]) => ({
      section: section as Record<string, unknown>,
      place: `${file}, profile ${name}`,
      isChosen: name === profile,
    })),
  ];
  for (const { section, place, isChosen } of layers) {
    for (const [path, written] of flattened(section, place)) {
      const value = settingValue(
        settingAt(path, place),
        fromVariable(written, place, env, isChosen),
        place,
        dirname(file),
      );
      if (isChosen) values.set(path, value);
    }
  }
  if (profile !== undefined && !Object.hasOwn(known, profile)) {
    const meant = meantText(profile, Object.keys(known));
    throw new CommandFailure(`${file} has no profile ${profile}.${meant}`, exitCodes.usage);
  }
}

/** Settings by their paths. An object is a group of settings where its path begins that of a setting. */
function* flattened(
  section: Record<string, unknown>,
  place: string,
  prefix = '',
): Iterable<[string, unknown]> {
  for (const [name, written] of Object.entries(section)) {
    const path = `${prefix}${name}`;
    const isGroup = settings.some((setting) => setting.path.startsWith(`${path}.`));
    if (isGroup && typeof written === 'object' && written !== null && !Array.isArray(written)) {
      yield* flattened(written as Record<string, unknown>, place, `${path}.`);
    } else if (isGroup) {
      throw new CommandFailure(`${place}: ${path} must hold settings.`, exitCodes.usage);
    } else yield [path, written];
  }
}

/** `{ env: NAME }` in the place of a value is what the variable holds: a secret need not stand in the file. */
function fromVariable(written: unknown, place: string, env: NodeJS.ProcessEnv, isChosen: boolean): unknown {
  if (Array.isArray(written))
    return written.map((each: unknown) => fromVariables(each, place, env, isChosen));
  if (typeof written !== 'object' || written === null) return written;
  const [[member, name] = [], ...others] = Object.entries(written);
  if (member !== 'env' || typeof name !== 'string' || others.length > 0) return written;
  const value = env[name];
  if (value !== undefined) return value;
  if (!isChosen) return PLACEHOLDER;
  throw new CommandFailure(`${place}: the variable ${name} is not set.`, exitCodes.usage);
}

/** Stands for the value of a variable in a profile that is not chosen. */
const PLACEHOLDER = 'unset';

function fromVariables(written: unknown, place: string, env: NodeJS.ProcessEnv, isChosen: boolean): unknown {
  if (typeof written !== 'object' || written === null) return written;
  return Object.fromEntries(
    Object.entries(written).map(([name, value]) => [name, fromVariable(value, place, env, isChosen)]),
  );
}

function settingAt(path: string, place: string): Setting {
  const setting = byPath.get(path);
  if (setting !== undefined) return setting;
  const meant = meantText(path, byPath.keys());
  throw new CommandFailure(`${place}: there is no setting ${path}.${meant}`, exitCodes.usage);
}

function settingValue(setting: Setting, written: unknown, place: string, directory: string): SettingValue {
  try {
    const value = setting.read(written);
    return setting.isPath === true ? resolve(directory, String(value)) : value;
  } catch (error) {
    if (!(error instanceof WrongValue)) throw error;
    throw new CommandFailure(`${place}: ${setting.path} must be ${error.message}.`, exitCodes.usage);
  }
}

/** A variable that is nearly one of ours was probably meant to be. */
function unknownVariables(env: NodeJS.ProcessEnv): string[] {
  const known = [
    ...settings.filter(({ isFileOnly }) => isFileOnly !== true).map(variableOf),
    fileVariable,
    profileVariable,
  ];
  const others = new Set(['PERDURE_ENDPOINT', 'PERDURE_SETTINGS']);
  return Object.keys(env)
    .filter((name) => name.startsWith('PERDURE_') && !known.includes(name) && !others.has(name))
    .flatMap((name) => {
      const meant = meantText(name, known);
      return meant === '' ? [] : [`The variable ${name} sets nothing.${meant}`];
    });
}
