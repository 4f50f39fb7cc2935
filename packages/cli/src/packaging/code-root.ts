// Where code may come from. A template that came from elsewhere must not be able to pack up what lies beside it.

import { realpath, stat } from 'node:fs/promises';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { CodeProblem, type CodeProperty } from './code-problem.ts';

/** The real path of `path`, which a template names relative to its own directory. Refused: what lies outside of `root`. */
export async function insideRoot(
  root: string,
  templateDirectory: string,
  path: string,
  property: CodeProperty,
): Promise<string> {
  const wanted = resolve(templateDirectory, path);
  const [home, real] = [await realpath(root), await realpath(wanted).catch(() => undefined)];
  // Judged before it is known to exist: what exists outside is nothing to tell.
  if (!isInside(home, real ?? wanted))
    throw new CodeProblem(
      property,
      `${path} lies outside of ${root}. Code is taken from the template's own directory; to take it from further up, give --root.`,
    );
  if (real === undefined) throw new CodeProblem(property, `there is no ${path} (${wanted}).`);
  return real;
}

export function isInside(directory: string, path: string): boolean {
  const way = relative(directory, path);
  return way === '' || !(way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way));
}

export const isDirectory = async (path: string): Promise<boolean> =>
  (await stat(path).catch(() => undefined))?.isDirectory() ?? false;
