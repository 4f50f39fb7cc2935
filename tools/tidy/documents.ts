// Documents may name only what exists: paths, packages and npm scripts. A document that points at a file which was moved
// misleads more than a missing document.

import { basename, join } from 'node:path';
import type { Document, Violation, Workspace } from './workspace.ts';

const RULE = 'documents';

const npmScript = /\bnpm (?:run ([\w:-]+)|(test)\b)/g;
// `plugin:@perdure/…` is a configuration of ESLint.
const packageName = /(?<!plugin:)@perdure\/[\w-]+/g;
const link = /\]\(([^)\s]+)\)/g;
const rootedPath =
  /(?<![\w./@:-])(?:packages|examples|docs|tools|simulation|bench|conformance|\.ci)\/[\w./-]+/g;
const codeSpan = /`([^`\n]+)`/g;
const fileName = /^[\w.-]+\.(?:ts|js|mjs|json|md|sql|yaml)$/;

export const documentRules = (workspace: Workspace): Violation[] =>
  workspace.documents.flatMap((document) => checkDocument(workspace, document));

function checkDocument(workspace: Workspace, document: Document): Violation[] {
  return document.text.split('\n').flatMap((text, index) =>
    checkLine(workspace, document, text).map((message) => ({
      path: document.path,
      line: index + 1,
      rule: RULE,
      message,
    })),
  );
}

function checkLine(workspace: Workspace, document: Document, text: string): string[] {
  const scripts = [...text.matchAll(npmScript)].map((match) => match[1] ?? match[2] ?? '');
  const packages = [...text.matchAll(packageName)].map(([name]) => name);
  // The target of a link is relative to its document.
  const rooted = [...text.replace(link, ']').matchAll(rootedPath)].map(([path]) =>
    path.replace(/[./]+$/, ''),
  );
  const links = [...text.matchAll(link)].map((match) => match[1] ?? '').filter(isRelativeLink);
  const linked = links.map((target) => join(document.path, '..', target.replace(/#.*/, '')));
  const named = [...text.matchAll(codeSpan)]
    .map((match) => match[1] ?? '')
    .filter((span) => fileName.test(span));
  return [
    ...scripts
      .filter((script) => !workspace.scripts.has(script))
      .map((script) => `there is no script "${script}"`),
    ...packages
      .filter((name) => workspace.packages.every((known) => known.name !== name))
      .map((name) => `there is no package ${name}`),
    ...new Set(
      [...rooted, ...linked].filter((path) => !exists(workspace, path)).map((path) => `there is no ${path}`),
    ),
    ...named.filter((name) => !isNameOfFile(workspace, name)).map((name) => `no file has the name ${name}`),
  ];
}

const isRelativeLink = (target: string): boolean => !/^([a-z]+:|#)/.test(target);

function exists(workspace: Workspace, path: string): boolean {
  if (workspace.files.has(path)) return true;
  for (const file of workspace.files) if (file.startsWith(`${path}/`)) return true;
  return false;
}

function isNameOfFile(workspace: Workspace, name: string): boolean {
  for (const file of workspace.files) if (basename(file) === name) return true;
  return false;
}
