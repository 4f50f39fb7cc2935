// What `perdure dev` is to run: the file or the folder that was named, or what the working directory holds.

import { readdirSync, statSync } from 'node:fs';
import { basename, dirname, extname, join, relative, resolve } from 'node:path';
import { CommandFailure, exitCodes } from '../failure.ts';

export type Source =
  | { kind: 'handler'; file: string; functionName: string }
  | { kind: 'template'; file: string };

const templateNames = ['template.yaml', 'template.yml', 'template.json'];
const CDK_ENDING = '.template.json';
const codeEndings = ['.ts', '.mts', '.cts', '.js', '.mjs', '.cjs'];
const templateEndings = ['.yaml', '.yml', '.json'];
/** Names that say nothing about what a handler does. */
const usualNames = ['index', 'handler', 'app', 'main'];
const sourceFolders = ['', 'src'];
const FUNCTION_NAME_CHARS_MAX = 64;

/** `path` is a file, a folder, or absent for the working directory. */
export function findSource(path = '.'): Source {
  const full = resolve(path);
  const found = statSync(full, { throwIfNoEntry: false });
  if (found === undefined) throw new CommandFailure(`There is no file or folder ${full}`, exitCodes.usage);
  return found.isDirectory() ? sourceIn(full) : sourceOf(full);
}

function sourceOf(file: string): Source {
  const ending = extname(file);
  if (codeEndings.includes(ending)) return { kind: 'handler', file, functionName: nameOf(file) };
  if (templateEndings.includes(ending)) return { kind: 'template', file };
  throw new CommandFailure(
    `${file} is neither code (${codeEndings.join(', ')}) nor a template (${templateEndings.join(', ')}).`,
    exitCodes.usage,
  );
}

/** A template comes first: it says more than a handler does. */
function sourceIn(folder: string): Source {
  const template = templateNames.map((name) => join(folder, name)).find(isFile) ?? synthesised(folder);
  if (template !== undefined) return { kind: 'template', file: template };
  const handlers = sourceFolders.flatMap((inner) => handlersIn(join(folder, inner)));
  const usual = handlers.filter((file) => usualNames.includes(basename(file, extname(file))));
  const [only, second] = usual.length > 0 ? usual : handlers;
  if (only !== undefined && second === undefined) return sourceOf(only);
  const choices = handlers.slice(0, 5).map((file) => `  npx perdure dev ${relative(process.cwd(), file)}`);
  throw new CommandFailure(
    handlers.length === 0
      ? `There is no template and no code in ${folder}. Name a handler's file: npx perdure dev src/order.ts`
      : [`${folder} holds several files with code. Name the one with the handler:`, ...choices].join('\n'),
    exitCodes.usage,
  );
}

/** The one template that CDK has put into its output folder. */
function synthesised(folder: string): string | undefined {
  const [only, second] = readdirSync(folder).filter((name) => name.endsWith(CDK_ENDING));
  return only === undefined || second !== undefined ? undefined : join(folder, only);
}

function handlersIn(folder: string): string[] {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return [];
  return readdirSync(folder)
    .filter((name) => codeEndings.includes(extname(name)) && !/\.(test|spec|config|d)\./.test(name))
    .map((name) => join(folder, name))
    .filter(isFile);
}

const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() === true;

/** `order` for order.ts, and for order/index.ts or order/src/index.ts too. */
function nameOf(file: string): string {
  const own = basename(file, extname(file));
  const folder = dirname(file);
  const container = basename(folder) === 'src' ? dirname(folder) : folder;
  const name = usualNames.includes(own) ? basename(container) : own;
  return name.replaceAll(/[^a-zA-Z0-9-_]/g, '-').slice(0, FUNCTION_NAME_CHARS_MAX) || 'function';
}
