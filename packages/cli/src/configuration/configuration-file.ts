// The configuration file: where it is found, and what stands in it.

import { access, readFile } from 'node:fs/promises';
import { extname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { CommandFailure, exitCodes } from '../failure.ts';

/** In the working directory, the first of these that is there. */
export const configurationNames = ['yaml', 'yml', 'json', 'ts', 'mjs', 'js'].map(
  (end) => `perdure.config.${end}`,
);

/** The path of the file that was named, or of the one that lies in the directory; undefined when there is none. */
export async function findConfiguration(
  named: string | undefined,
  directory: string,
): Promise<string | undefined> {
  const candidates =
    named === undefined
      ? configurationNames.map((name) => join(directory, name))
      : [resolve(directory, named)];
  for (const path of candidates) {
    try {
      await access(path);
      return path;
    } catch {
      // The next one may be there.
    }
  }
  if (named === undefined) return undefined;
  throw new CommandFailure(`There is no configuration file ${candidates[0]}.`, exitCodes.usage);
}

export async function readConfiguration(path: string): Promise<Record<string, unknown>> {
  const content = await contentOf(path);
  if (content === null || content === undefined) return {};
  if (typeof content === 'object' && !Array.isArray(content)) return content as Record<string, unknown>;
  throw new CommandFailure(`${path} must hold settings, such as "port: 7070".`, exitCodes.usage);
}

async function contentOf(path: string): Promise<unknown> {
  try {
    switch (extname(path)) {
      case '.yaml':
      case '.yml': {
        const { parse } = await import('yaml');
        return parse(await readFile(path, 'utf8'));
      }
      case '.json':
        return JSON.parse(await readFile(path, 'utf8'));
      default: {
        const loaded = (await import(pathToFileURL(path).href)) as { default?: unknown };
        return loaded.default;
      }
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CommandFailure(`Cannot read ${path}: ${reason}`, exitCodes.usage);
  }
}
