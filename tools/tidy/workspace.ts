// The workspace as the rules see it: parsed sources, package manifests, documents, and the list of files.
//
// Sources are what the projects of `npm run types` include, so a file the compiler checks is a file that tidy checks.

import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Node, SourceFile } from 'typescript/unstable/ast';
import { API } from 'typescript/unstable/sync';

export interface Violation {
  /** Relative to the workspace root, with forward slashes, as every path here. */
  path: string;
  /** Counted from 1. */
  line: number;
  rule: string;
  message: string;
}

export type Rule = (workspace: Workspace) => Violation[];

export interface Source {
  path: string;
  tree: SourceFile;
  /** Tests, fixtures and contract suites: code that only runs under Vitest. */
  isTest: boolean;
}

export interface Package {
  /** `@perdure/engine`. */
  name: string;
  /** `packages/engine`. */
  folder: string;
  /** Door to file: `.` to `packages/engine/src/index.ts`. */
  doors: ReadonlyMap<string, string>;
  /**
   * The names in `dependencies` and `peerDependencies`, and in `devDependencies` of a package that is published as a bundle;
   * `estree` for `@types/estree`, a module of types only.
   */
  dependencies: ReadonlySet<string>;
}

export interface Document {
  path: string;
  text: string;
}

/** Sizes that were over the limit when the limit was set, by `path` or `path#function`. They may shrink, not grow. */
export type Ratchet = Readonly<Record<string, number>>;

export interface Workspace {
  sources: readonly Source[];
  packages: readonly Package[];
  documents: readonly Document[];
  /** Every file except what tools fetch or make. */
  files: ReadonlySet<string>;
  /** The npm scripts of the root package.json. */
  scripts: ReadonlySet<string>;
  ratchet: Ratchet;
}

interface Manifest {
  name: string;
  exports?: Record<string, string>;
  dependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  files?: string[];
  scripts?: Record<string, string>;
}

const testPath = /\.test\.tsx?$|\/(test|testing|contract|fixtures)\//;
const documentPath =
  /^(README|ARCHITECTURE|CONTRIBUTING|SECURITY)\.md$|^docs\/.*\.md$|^packages\/[^/]+\/README\.md$/;
const manifestPath = /^(packages|examples)\/[^/]+\/package\.json$/;

const unlistedFolders = new Set(['node_modules', '.git', '.perdure', 'dist', 'coverage']);

export function readWorkspace(root: string): Workspace {
  const files = listFiles(root);
  const read = (path: string) => readFileSync(join(root, path), 'utf8');
  const json = (path: string): Manifest => JSON.parse(read(path));
  const ratchetPath = 'tools/tidy/ratchet.json';
  return {
    files: new Set(files),
    sources: parseSources(root),
    packages: files.filter((path) => manifestPath.test(path)).map((path) => asPackage(path, json(path))),
    documents: files.filter((path) => documentPath.test(path)).map((path) => ({ path, text: read(path) })),
    scripts: new Set(Object.keys(json('package.json').scripts ?? {})),
    ratchet: files.includes(ratchetPath) ? JSON.parse(read(ratchetPath)) : {},
  };
}

function listFiles(root: string, folder = ''): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (!entry.isDirectory()) return [path];
    return unlistedFolders.has(entry.name) ? [] : listFiles(root, path);
  });
}

/**
 * Parses what the projects include: the root, and packages that run elsewhere than in Node and so have a tsconfig.json of
 * their own. Nothing is type-checked, which is why this takes a fraction of a second.
 */
export function parseSources(root: string): Source[] {
  const parser = new API({ cwd: root });
  try {
    return ['tsconfig.json', ...packageProjects(root)].flatMap((file) => parseProject(parser, root, file));
  } finally {
    parser.close();
  }
}

const packageProjects = (root: string): string[] =>
  existsSync(join(root, 'packages')) ? globSync('packages/*/tsconfig.json', { cwd: root }) : [];

function parseProject(parser: API, root: string, file: string): Source[] {
  const configuration = join(root, file);
  const project = parser.updateSnapshot({ openProjects: [configuration] }).getProject(configuration);
  if (project === undefined) throw new Error(`no project at ${configuration}`);
  return project.rootFiles.flatMap((file) => {
    const tree = project.program.getSourceFile(file);
    const path = relative(root, file).replaceAll('\\', '/');
    return tree === undefined ? [] : [{ path, tree, isTest: testPath.test(path) }];
  });
}

function asPackage(path: string, manifest: Manifest): Package {
  const folder = path.replace('/package.json', '');
  const doors = Object.entries(manifest.exports ?? {});
  const isBundle = manifest.files?.includes('dist') ?? false;
  return {
    name: manifest.name,
    folder,
    doors: new Map(doors.map(([door, file]) => [door, join(folder, file)])),
    dependencies: new Set(
      Object.keys({
        ...manifest.dependencies,
        ...manifest.peerDependencies,
        ...(isBundle ? manifest.devDependencies : {}),
      }).flatMap((name) => [name, name.replace(/^@types\//, '')]),
    ),
  };
}

/** Calls `visit` for the node and everything below it, parents first. */
export function walk(node: Node, visit: (node: Node) => void): void {
  visit(node);
  node.forEachChild((child) => walk(child, visit));
}

export function violationAt(source: Source, node: Node, rule: string, message: string): Violation {
  const { line } = source.tree.getLineAndCharacterOfPosition(node.getStart(source.tree));
  return { path: source.path, line: line + 1, rule, message };
}
