// Which modules travel together. By itself the bundler makes a file for each set of pages that share something, dozens of
// them; a browser fetches few files of this size sooner.

import { join } from 'node:path';
import type { Rolldown } from 'vite';

const sources = join(import.meta.dirname, '../src');
const roots = [
  // What runs at once, then what stands around every page.
  { name: 'first', module: join(sources, 'main.ts') },
  { name: 'frame', module: join(sources, 'app/start.tsx') },
] as const;
/** What so many pages need is one file for all of them. */
const pagesOfShared = 4;

type ModuleInfo = (id: string) => Rolldown.ModuleInfo | null;

/** To be used for one build only. */
export function chunkGroups(): Rolldown.CodeSplittingGroup[] {
  let places: ReadonlyMap<string, string> | undefined;
  return [
    {
      debugName: 'first and frame',
      name: (id, context) => {
        places ??= placesIn((module) => context.getModuleInfo(module));
        return places.get(id) ?? null;
      },
      priority: 2,
    },
    { name: 'shared', minShareCount: pagesOfShared, priority: 1 },
  ];
}

/** Modules to the first of the roots that imports them without waiting. */
function placesIn(info: ModuleInfo): ReadonlyMap<string, string> {
  const places = new Map<string, string>();
  const visit = (id: string, name: string): void => {
    if (places.has(id)) return;
    places.set(id, name);
    for (const imported of info(id)?.importedIds ?? []) visit(imported, name);
  };
  for (const { name, module } of roots) visit(module, name);
  return places;
}
