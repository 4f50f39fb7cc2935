// Which launcher starts which runtime.

import { type RuntimeFamily, runtimeFamily } from '../functions/runtimes.ts';
import type { Launcher } from './launch-plan.ts';
import { launchNode } from './node-runtime/launch.ts';
import { launchProvided } from './provided-runtime/launch.ts';
import { launchPython } from './python-runtime/launch.ts';

const launchers: Readonly<Record<RuntimeFamily, Launcher>> = {
  node: launchNode,
  python: launchPython,
  provided: launchProvided,
};

/** The launcher of a runtime identifier such as `nodejs24.x`; undefined for runtimes that are not known. */
export function findLauncher(runtime: string): Launcher | undefined {
  const family = runtimeFamily(runtime);
  return family === undefined ? undefined : launchers[family];
}
