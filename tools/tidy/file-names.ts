// A file is named by the one concept it holds. Names that fit anything collect everything.

import { basename } from 'node:path';
import { packageOfPath } from './imports.ts';
import type { Violation, Workspace } from './workspace.ts';

const banned = /^(utils?|helpers?|common|misc|manager|types|shared|lib)(\.test)?\.[cm]?[tj]sx?$/;
const kebabCase = /^[a-z0-9]+([-.][a-z0-9]+)*\.tsx?$/;

export function fileNames(workspace: Workspace): Violation[] {
  return workspace.sources.flatMap(({ path }) => {
    const problem = problemOf(workspace, path);
    return problem === undefined ? [] : [{ path, line: 1, rule: 'file-names', message: problem }];
  });
}

function problemOf(workspace: Workspace, path: string): string | undefined {
  const name = basename(path);
  if (banned.test(name)) return `${name} says nothing about the content; name the concept`;
  if (!kebabCase.test(name)) return `${name} is not in kebab-case`;
  const home = packageOfPath(workspace, path);
  if (name === 'index.ts' && home !== undefined && ![...home.doors.values()].includes(path)) {
    return "index.ts is kept for a package's door";
  }
  return undefined;
}
