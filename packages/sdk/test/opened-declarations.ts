// The declarations of both SDKs, side by side in a folder, with what makes equal types differ by name alone taken away:
//
// - enums become what they are here: a constant, a union and a namespace of one name. A member of an enum is assignable to
//   no other type, not even to a copy of its enum, so that nothing that mentions one could ever be compared.
// - private members of classes go: they make every class a type of its own.

import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const sdkSource = fileURLToPath(new URL('../src', import.meta.url));
const workspace = fileURLToPath(new URL('../../..', import.meta.url));
const compiler = join(workspace, 'node_modules', 'typescript', 'bin', 'tsc');
const awsTypes = fileURLToPath(
  new URL('../dist-types', import.meta.resolve('@aws/durable-execution-sdk-js')),
);

/** Makes a folder with `aws/index.d.ts` and `ours/index.d.ts`. The caller removes it. */
export function openDeclarations(): string {
  const cache = join(workspace, 'node_modules', '.cache');
  mkdirSync(cache, { recursive: true });
  // Below node_modules, where the packages are found that the declarations import.
  const folder = mkdtempSync(join(cache, 'type-parity-'));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  cpSync(awsTypes, join(folder, 'aws'), { recursive: true });
  const output = compile(folder, 'declarations.json', [join(sdkSource, 'index.ts')], {
    noEmit: false,
    declaration: true,
    emitDeclarationOnly: true,
    rootDir: sdkSource,
    outDir: join(folder, 'ours'),
  });
  if (output !== '') throw new Error(output);
  for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (file.endsWith('.d.ts')) rewrite(join(folder, file));
  }
  return folder;
}

/** Runs the compiler on files, with the options of the workspace and these. Answers its complaints. */
export function compile(folder: string, project: string, files: readonly string[], options: object): string {
  const compilerOptions = { typeRoots: [join(workspace, 'node_modules', '@types')], ...options };
  const configuration = { extends: join(workspace, 'tsconfig.json'), compilerOptions, include: [], files };
  writeFileSync(join(folder, project), JSON.stringify(configuration));
  try {
    execFileSync(process.execPath, [compiler, '-p', join(folder, project)], { encoding: 'utf8' });
    return '';
  } catch (error) {
    return error instanceof Error && 'stdout' in error ? String(error.stdout) : String(error);
  }
}

function rewrite(path: string): void {
  const text = readFileSync(path, 'utf8')
    .replaceAll(/\/\*[\s\S]*?\*\//g, '')
    .replaceAll(/export declare enum (\w+) \{([^}]*)\}/g, (_, name: string, body: string) =>
      opened(name, body),
    )
    .replaceAll(/^\s*(?:(?:private|protected) [^;]*|#private);$/gm, '');
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

function opened(name: string, body: string): string {
  const members = [...body.matchAll(/(\w+) = ("[^"]*")/g)].map(([, key = '', value = '']) => [key, value]);
  const constant = members.map(([key, value]) => `readonly ${key}: ${value}`).join('; ');
  const types = members.map(([key, value]) => `type ${key} = ${value};`).join(' ');
  return `export declare const ${name}: { ${constant} };
export type ${name} = (typeof ${name})[keyof typeof ${name}];
export declare namespace ${name} { ${types} }`;
}
