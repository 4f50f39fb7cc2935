// What the executions of a filled store are: an archive of orders that have ended, most of them well, with some that wait for
// an answer; or sleepers.

import type { Planned } from './fill-store.ts';
import { operationId, type Script } from './played-function.ts';

const SECONDS_PER_DAY = 86_400;
/** `order` has half of the executions, and the others the rest between them. */
const BUSY = 'order';
const others = Array.from({ length: 19 }, (_, index) => `job-${index + 1}`);
export const archiveFunctions: readonly string[] = [BUSY, ...others];
export const sleeperFunction = 'sleeper';

/** Of 1,000 executions of an archive. */
export const archiveShares = { failed: 20, stopped: 5, waitForCallback: 10 } as const;
const THOUSAND = 1000;
/** Spreads the kinds over the thousand. A prime. */
const STRIDE = 617;

/** `A-0000042-0017`: the first part counts hundreds, so that a prefix finds a hundred. */
export const executionName = (index: number): string =>
  `A-${String(Math.floor(index / 100)).padStart(7, '0')}-${String(index % 100).padStart(4, '0')}`;

export function archivePlan(index: number): Planned {
  const functionName = index % 2 === 0 ? BUSY : (others[Math.floor(index / 2) % others.length] ?? BUSY);
  const input = JSON.stringify({ orderId: `A-${index}`, customer: 'C-7731', totalCents: 16410 });
  const lot = (index * STRIDE) % THOUSAND;
  const { failed, stopped, waitForCallback } = archiveShares;
  const planned = { functionName, executionName: executionName(index), input };
  if (lot < failed) return { ...planned, script: failing };
  if (lot < failed + stopped) return { ...planned, script: waiting, isStopped: true };
  if (lot < failed + stopped + waitForCallback) return { ...planned, script: waiting };
  return { ...planned, script: succeeding };
}

const reserve = [
  { Id: operationId(1), Type: 'STEP', Action: 'START', Name: 'reserve' },
  { Id: operationId(1), Type: 'STEP', Action: 'SUCCEED', Name: 'reserve', Payload: '"R-20417"' },
] as const;

const succeeding: Script = {
  updates: reserve,
  output: { Status: 'SUCCEEDED', Result: '{"orderId":"A-20417","reservation":"R-20417"}' },
};

const failing: Script = {
  updates: reserve,
  output: {
    Status: 'FAILED',
    Error: { ErrorType: 'PaymentRefused', ErrorMessage: 'The card 4711 of the customer was refused.' },
  },
};

const waiting: Script = {
  updates: [
    ...reserve,
    {
      Id: operationId(2),
      Type: 'CALLBACK',
      Action: 'START',
      Name: 'charge',
      CallbackOptions: { TimeoutSeconds: 60 * SECONDS_PER_DAY },
    },
  ],
  output: { Status: 'PENDING' },
};

/** Sleepers wake between `first` and `last` days after their start. */
export const sleeperPlan =
  ({ first, last }: { first: number; last: number }) =>
  (index: number): Planned => {
    const seconds = Math.floor(
      (first + ((last - first) * ((index * STRIDE) % THOUSAND)) / THOUSAND) * SECONDS_PER_DAY,
    );
    return {
      functionName: sleeperFunction,
      executionName: executionName(index),
      input: JSON.stringify({ seconds }),
      script: {
        updates: [
          {
            Id: operationId(1),
            Type: 'WAIT',
            Action: 'START',
            WaitOptions: { WaitSeconds: seconds + (index % SECONDS_PER_DAY) },
          },
        ],
        output: { Status: 'PENDING' },
      },
    };
  };

/** Long enough for every sleeper, and for an archive to stay while it is measured. */
export const durable = { ExecutionTimeout: 365 * SECONDS_PER_DAY, RetentionPeriodInDays: 90 } as const;
