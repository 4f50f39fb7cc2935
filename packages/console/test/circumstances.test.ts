// The console for whoever uses it and whatever happens meanwhile: without a mouse, with hostile text and wrong input, without
// permission, while servers and workers come and go. A real browser, a real server, real functions.

import { describe, vi } from 'vitest';
import { accessibilityFacts } from './facts/accessibility.ts';
import { badInputFacts } from './facts/bad-input.ts';
import { liveFacts } from './facts/live.ts';
import { loginFacts } from './facts/login.ts';
import { workerFacts } from './facts/workers.ts';
import { mayBeSkipped } from './world/browser.ts';
import { setScene } from './world/scene.ts';

/** Most facts take a second or two; axe, on every page in two colours, takes minutes where the machine is busy with other tests. */
vi.setConfig({ testTimeout: 900_000 });

describe.skipIf(mayBeSkipped)('the console', () => {
  const scene = setScene();
  describe('for everybody', () => accessibilityFacts(scene));
  describe('bad input', () => badInputFacts(scene));
  describe('a login', () => loginFacts(scene));
  describe('workers', () => workerFacts(scene));
  // Last, since it restarts the server.
  describe('live', () => liveFacts(scene));
});
