// Files that a template includes: `DefinitionUri: openapi.yaml`, and `Fn::Transform` of AWS::Include. They are read before the
// template is, so that reading it needs no files.

import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { isInside } from '../../packaging/code-root.ts';

/** File, as the template names it, to its text. */
export type IncludedFiles = ReadonlyMap<string, string>;

/** What names a file of an API's definition, in either notation, wherever it stands. */
const mention =
  /\b(?:DefinitionUri|Location|BodyS3Location)["']?\s*:\s*["']?([^\s"'{},]+\.(?:ya?ml|json))\b/g;

/** The files that are there. One that is not, or that lies outside of the directory, is reported where it is used. */
export async function readTemplateFiles(text: string, directory: string): Promise<IncludedFiles> {
  const names = new Set([...text.matchAll(mention)].map(([, name = '']) => name));
  const files = new Map<string, string>();
  for (const name of names) {
    const path = resolve(directory, name);
    if (!isInside(directory, dirname(path))) continue;
    const content = await readFile(path, 'utf8').catch(() => undefined);
    if (content !== undefined) files.set(name, content);
  }
  return files;
}
