// Which launcher starts which runtime.

import type { Launcher } from './launch-plan.ts';
import { launchNode } from './node-runtime/launch.ts';

const launchers: readonly { runtimes: RegExp; launch: Launcher }[] = [
  { runtimes: /^nodejs(\d+\.x)?$/, launch: launchNode },
];

/** The launcher of a runtime identifier such as `nodejs24.x`; undefined for runtimes that cannot be run here. */
export function findLauncher(runtime: string): Launcher | undefined {
  return launchers.find((entry) => entry.runtimes.test(runtime))?.launch;
}
