// No two files may need each other at run time: in a cycle the order of evaluation decides what is still undefined.
// Imports of types are erased and do not count.

import { importsOf, resolveImport } from './imports.ts';
import type { Violation, Workspace } from './workspace.ts';

export function importCycles(workspace: Workspace): Violation[] {
  const graph = new Map<string, string[]>();
  for (const source of workspace.sources) {
    const values = importsOf(source).filter(({ typeOnly }) => !typeOnly);
    const targets = values.map(({ specifier }) => resolveImport(workspace, source, specifier));
    graph.set(
      source.path,
      targets.filter((target) => target !== undefined),
    );
  }
  return findCycles(graph).map((cycle) => ({
    path: cycle[0] ?? '',
    line: 1,
    rule: 'import-cycles',
    message: [...cycle, cycle[0]].join(' -> '),
  }));
}

/** One cycle for every edge that closes one in a depth-first walk: enough to find and remove them all. */
export function findCycles(graph: ReadonlyMap<string, readonly string[]>): string[][] {
  const cycles: string[][] = [];
  const done = new Set<string>();
  const path: string[] = [];
  const visit = (file: string): void => {
    if (done.has(file)) return;
    const seenAt = path.indexOf(file);
    if (seenAt >= 0) {
      cycles.push(path.slice(seenAt));
      return;
    }
    path.push(file);
    for (const target of graph.get(file) ?? []) visit(target);
    path.pop();
    done.add(file);
  };
  for (const file of graph.keys()) visit(file);
  return cycles;
}
