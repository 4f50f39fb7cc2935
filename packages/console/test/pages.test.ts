// The pages of the console as a user sees them: a real browser, a real server, real functions. A failure here is a page that
// does not show what happened, or an action that does nothing.

import { describe } from 'vitest';
import { callbackFacts } from './facts/callbacks.ts';
import { crowdFacts } from './facts/crowd.ts';
import { executionFacts } from './facts/execution.ts';
import { firstRowFacts } from './facts/first-rows.ts';
import { functionFacts } from './facts/functions.ts';
import { listFacts } from './facts/lists.ts';
import { mayBeSkipped } from './world/browser.ts';
import { setScene } from './world/scene.ts';

describe.skipIf(mayBeSkipped)('pages of the console', () => {
  const scene = setScene();
  describe('functions', () => functionFacts(scene));
  describe('lists of executions', () => listFacts(scene));
  describe('an execution', () => executionFacts(scene));
  describe('a crowd of operations', () => crowdFacts(scene));
  describe('callbacks', () => callbackFacts(scene));
  describe('first rows', () => firstRowFacts(scene));
});
