// samconfig.toml beside a template: what is given to `sam deploy` every time. Its settings of a stack hold here too.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse, TomlError } from 'smol-toml';
import { CommandFailure, exitCodes } from '../failure.ts';

export interface SamSettings {
  stackName: string | undefined;
  parameterOverrides: string[];
}

const FILE = 'samconfig.toml';
const DEFAULT_ENVIRONMENT = 'default';

type Table = Readonly<Record<string, unknown>>;

/** Nothing is set when there is no file. `environment` names the table at the top: `[default.deploy.parameters]`. */
export async function readSamSettings(directory: string, environment?: string): Promise<SamSettings> {
  const path = join(directory, FILE);
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) {
    if (environment === undefined) return { stackName: undefined, parameterOverrides: [] };
    throw new CommandFailure(
      `--config-env ${environment} was given, and there is no ${path}.`,
      exitCodes.usage,
    );
  }
  const root = parseToml(path, text);
  const chosen = root[environment ?? DEFAULT_ENVIRONMENT];
  if (chosen === undefined && environment !== undefined)
    throw new CommandFailure(`${path} has no environment ${environment}.`, exitCodes.usage);
  // What holds for one command comes before what holds for all.
  const settings = { ...parametersOf(chosen, 'global'), ...parametersOf(chosen, 'deploy') };
  const { stack_name: stackName, parameter_overrides: overrides } = settings;
  return {
    stackName: typeof stackName === 'string' ? stackName : undefined,
    parameterOverrides: [overrides].flat().filter((text) => typeof text === 'string'),
  };
}

function parseToml(path: string, text: string): Table {
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    throw new CommandFailure(`${path}:${error.line}:${error.column}: ${error.message}`, exitCodes.usage);
  }
}

const parametersOf = (environment: unknown, command: string): Table =>
  tableIn(tableIn(environment, command), 'parameters');

function tableIn(table: unknown, name: string): Table {
  const inner = isTable(table) ? table[name] : undefined;
  return isTable(inner) ? inner : {};
}

const isTable = (value: unknown): value is Table => typeof value === 'object' && value !== null;
