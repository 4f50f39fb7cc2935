// The console as a user sees it: a real browser, a real server, real functions. A failure here is a page that does not show
// what happened, an action that does nothing, or text of an execution that a browser took for markup.

import { describe, vi } from 'vitest';
import { accessibilityFacts } from './facts/accessibility.ts';
import { badInputFacts } from './facts/bad-input.ts';
import { callbackFacts } from './facts/callbacks.ts';
import { crowdFacts } from './facts/crowd.ts';
import { executionFacts } from './facts/execution.ts';
import { firstRowFacts } from './facts/first-rows.ts';
import { functionFacts } from './facts/functions.ts';
import { listFacts } from './facts/lists.ts';
import { liveFacts } from './facts/live.ts';
import { loginFacts } from './facts/login.ts';
import { workerFacts } from './facts/workers.ts';
import { hasChromium } from './world/browser.ts';
import { setScene } from './world/scene.ts';

/** Most facts take a second or two; axe, on every page in two colours, takes minutes where the machine is busy with other tests. */
vi.setConfig({ testTimeout: 900_000 });

describe.skipIf(!hasChromium && process.env.CI === undefined)('the console', () => {
  const scene = setScene();
  describe('functions', () => functionFacts(scene));
  describe('lists of executions', () => listFacts(scene));
  describe('an execution', () => executionFacts(scene));
  describe('a crowd of operations', () => crowdFacts(scene));
  describe('callbacks', () => callbackFacts(scene));
  describe('first rows', () => firstRowFacts(scene));
  describe('for everybody', () => accessibilityFacts(scene));
  describe('bad input', () => badInputFacts(scene));
  describe('a login', () => loginFacts(scene));
  describe('workers', () => workerFacts(scene));
  // Last, since it restarts the server.
  describe('live', () => liveFacts(scene));
});
