// Every checker there is, fresh for one run.

import type { EngineSettings } from '@perdure/engine';
import type { Checker } from '../checker.ts';
import { AcknowledgedSurvives } from './acknowledged-survives.ts';
import { ComesToRest } from './comes-to-rest.ts';
import { EndsItself } from './ends-itself.ts';
import { EndsOnce } from './ends-once.ts';
import { HistoryComplete } from './history-complete.ts';
import { NeverEarly } from './never-early.ts';
import { OneChild } from './one-child.ts';
import { OnePerName } from './one-per-name.ts';
import { PinnedVersion } from './pinned-version.ts';
import { SingleWriter } from './single-writer.ts';
import { ToldInOrder } from './told-in-order.ts';

export const makeCheckers = (settings: EngineSettings): readonly Checker[] => [
  new AcknowledgedSurvives(),
  new EndsOnce(),
  new SingleWriter(),
  new EndsItself(),
  new NeverEarly(),
  new OnePerName(),
  new HistoryComplete(settings),
  new PinnedVersion(),
  new OneChild(),
  new ToldInOrder(),
  new ComesToRest(),
];
