// Who may import whom. The allowed directions are read from the block marked `layers` in ARCHITECTURE.md, so the map that
// people read and the map that is enforced are the same text:
//
//   server -> protocol, engine, store, store-sqlite (start-server.ts)
//
// A name in front of `(file)` may be imported by that file only. Tests may import any package, but through its doors.
// What is not a package (simulation, bench, tools) may import packages and is imported by none.

import { builtinModules } from 'node:module';
import { basename } from 'node:path';
import { doorOf, importsOf, packageOfPath, packageOfSpecifier } from './imports.ts';
import type { Package, Source, Violation, Workspace } from './workspace.ts';
import { violationAt } from './workspace.ts';

const RULE = 'layers';
const MAP = 'ARCHITECTURE.md';

/** Layer to the layers it may import; the value is the only file that may do so, or undefined when all may. */
export type Layers = ReadonlyMap<string, ReadonlyMap<string, string | undefined>>;

export function parseLayers(architecture: string): Layers {
  const block = /^```layers\n(.*?)^```/ms.exec(architecture)?.[1] ?? '';
  const layers = new Map<string, Map<string, string | undefined>>();
  for (const line of block.split('\n')) {
    const [layer = '', below = ''] = line.split('->').map((part) => part.trim());
    if (layer === '') continue;
    const names = below.split(',').map((part) => part.trim());
    const allowed = names.filter((name) => name !== '').map((name) => /^(\S+)(?:\s+\((\S+)\))?$/.exec(name));
    layers.set(layer, new Map(allowed.map((match) => [match?.[1] ?? '', match?.[2]])));
  }
  return layers;
}

/** `packages/engine` is the layer `engine`; `examples/order` keeps its folder. */
const layerName = (target: Package): string => target.folder.replace(/^packages\//, '');

export function layerRules(workspace: Workspace): Violation[] {
  const map = workspace.documents.find(({ path }) => path === MAP);
  const layers = parseLayers(map?.text ?? '');
  const unmapped = workspace.packages.filter((target) => !layers.has(layerName(target)));
  return [
    ...unmapped.map((target) =>
      mapViolation(`${layerName(target)} is missing in the block marked \`layers\``),
    ),
    ...unknownLayers(workspace, layers),
    ...workspace.sources.flatMap((source) => checkSource(workspace, layers, source)),
  ];
}

const mapViolation = (message: string): Violation => ({ path: MAP, line: 1, rule: RULE, message });

function unknownLayers(workspace: Workspace, layers: Layers): Violation[] {
  const known = new Set(workspace.packages.map(layerName));
  const named = [...layers].flatMap(([layer, below]) => [layer, ...below.keys()]);
  return named
    .filter((layer) => !known.has(layer))
    .map((layer) => mapViolation(`there is no package ${layer}`));
}

function checkSource(workspace: Workspace, layers: Layers, source: Source): Violation[] {
  const home = packageOfPath(workspace, source.path);
  return importsOf(source).flatMap(({ node, specifier }) => {
    const problem = specifier.startsWith('.')
      ? checkRelative(workspace, source, home, specifier)
      : checkBare(workspace, layers, source, home, specifier);
    return problem === undefined ? [] : [violationAt(source, node, RULE, problem)];
  });
}

function checkRelative(workspace: Workspace, source: Source, home: Package | undefined, specifier: string) {
  const path = new URL(specifier, `file:///${source.path}`).pathname.slice(1);
  if (packageOfPath(workspace, path) === home) return undefined;
  return `${specifier} reaches into another package; import it by its name`;
}

function checkBare(
  workspace: Workspace,
  layers: Layers,
  source: Source,
  home: Package | undefined,
  specifier: string,
): string | undefined {
  const target = packageOfSpecifier(workspace, specifier);
  if (target === undefined) return checkForeign(source, home, specifier);
  if (!target.doors.has(doorOf(target, specifier))) {
    const doors = [...target.doors.keys()].map((door) => target.name + door.slice(1));
    return `${specifier} is not a door of ${target.name}; its doors are ${doors.join(', ') || 'none'}`;
  }
  if (home === undefined || source.isTest) return undefined;
  if (home === target) return `${specifier} is the package's own name; import the file`;
  const allowed = layers.get(layerName(home));
  if (!allowed?.has(layerName(target))) {
    return `${layerName(home)} may not import ${layerName(target)}; ${MAP} says who may`;
  }
  const onlyFile = allowed.get(layerName(target));
  if (onlyFile !== undefined && basename(source.path) !== onlyFile) {
    return `only ${onlyFile} may import ${layerName(target)}`;
  }
  if (!home.dependencies.has(target.name)) return `${target.name} is missing in ${home.folder}/package.json`;
  return undefined;
}

/** A package's own code imports what its manifest declares; what only tests need is declared at the root. */
function checkForeign(source: Source, home: Package | undefined, specifier: string): string | undefined {
  if (home === undefined || source.isTest) return undefined;
  if (specifier.startsWith('node:') || builtinModules.includes(specifier)) return undefined;
  const name = specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
  return home.dependencies.has(name) ? undefined : `${name} is missing in ${home.folder}/package.json`;
}
