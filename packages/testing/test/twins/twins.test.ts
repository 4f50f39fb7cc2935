// AWS's testing library as referee: the same handlers with the same tests, under both, with each library's own SDK. What a
// test can see is the same. A bug would let a test pass here that fails on AWS, or the other way round.

import * as awsSdk from '@aws/durable-execution-sdk-js';
import * as awsTesting from '@aws/durable-execution-sdk-js-testing';
import type { DurableLambdaHandler } from '@perdure/sdk';
import * as perdureSdk from '@perdure/sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LocalDurableTestRunner } from '../../src/index.ts';
import { contextTwins } from './context-twins.ts';
import { outsideTwins } from './outside-twins.ts';
import { stepTwins } from './step-twins.ts';
import { type Observation, observe, type Runner, type Sdk, type Twin } from './twin.ts';
import { waitTwins } from './wait-twins.ts';

const twins: { [title: string]: Twin } = { ...stepTwins, ...waitTwins, ...contextTwins, ...outsideTwins };

const theirs = new Map<string, Observation>();

/** Under AWS's library time is faked for the whole process, so that its runs come first and one after another. */
beforeAll(async () => {
  await awsTesting.LocalDurableTestRunner.setupTestEnvironment({ skipTime: true });
  for (const [title, twin] of Object.entries(twins)) {
    const observed = await observe(twin, awsSdk as unknown as Sdk, (handlerFunction) => {
      const runner = new awsTesting.LocalDurableTestRunner({ handlerFunction: handlerFunction as never });
      return runner as unknown as Runner;
    });
    theirs.set(title, observed);
  }
  await awsTesting.LocalDurableTestRunner.teardownTestEnvironment();
  await LocalDurableTestRunner.setupTestEnvironment({ skipTime: true });
});

afterAll(() => LocalDurableTestRunner.teardownTestEnvironment());

describe('sdk 10: a test sees the same under both libraries', () => {
  for (const [title, twin] of Object.entries(twins)) {
    test(title, async () => {
      const ours = await observe(
        twin,
        perdureSdk,
        (handlerFunction) => new LocalDurableTestRunner({ handlerFunction }),
      );
      const aws = theirs.get(title);
      for (const part of Object.keys(ours) as (keyof Observation)[]) {
        if (twin.differs?.[part] === undefined) expect(ours[part], part).toEqual(aws?.[part]);
      }
    });
  }

  test('there are at least forty of them', () => {
    expect(Object.keys(twins).length).toBeGreaterThanOrEqual(40);
  });
});

describe("handlers of AWS's SDK run under our runner as well", () => {
  for (const [title, twin] of Object.entries(twins)) {
    test(title, async () => {
      const makeRunner = (handlerFunction: DurableLambdaHandler) =>
        new LocalDurableTestRunner({ handlerFunction });
      const ours = await observe(twin, perdureSdk, makeRunner);
      const aws = await observe(twin, awsSdk as unknown as Sdk, makeRunner);
      expect(aws.outcome).toEqual(ours.outcome);
      expect(aws.operations).toEqual(ours.operations);
      expect(aws.events).toEqual(ours.events);
    });
  }
});
