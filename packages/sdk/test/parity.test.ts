// AWS's SDK as referee: the same handlers run under both, on the same double of the service, to their end. A bug would
// show as a checkpoint that is missing, is additional, comes in another request or has other content.

import { describe, expect, test } from 'vitest';
import type { OperationUpdate } from '../src/index.ts';
import { type DriveOptions, drive, type Run, type Wrapper } from './drive.ts';
import { answerEverything } from './outside-world.ts';
import { parityHandlers } from './parity-handlers.ts';
import { awsWrapper, onTheWire } from './same-on-both.ts';

const options: DriveOptions = { between: answerEverything };

const requestsOf = (run: Run): unknown => onTheWire(run.service.requests);

describe('sdk 2.1.8, 3.1, 4.4: the checkpoints of both SDKs are the same', () => {
  for (const [title, handler] of Object.entries(parityHandlers)) {
    test(title, async () => {
      const theirs = await drive(handler, options, awsWrapper);
      const ours = await drive(handler, options);
      expect(requestsOf(ours)).toEqual(requestsOf(theirs));
      expect(onTheWire(ours.outputs)).toEqual(onTheWire(theirs.outputs));
    });
  }
});

describe('sdk issue 4: cross-replay', () => {
  const wrappers: [string, Wrapper, Wrapper | undefined][] = [
    ["begun by AWS's SDK, finished by ours", awsWrapper, undefined],
    ["begun by ours, finished by AWS's SDK", undefined as never, awsWrapper],
  ];
  for (const [direction, first, second] of wrappers) {
    for (const [title, handler] of Object.entries(parityHandlers)) {
      test(`${direction}: ${title}`, async () => {
        const whole = await drive(handler, options);
        const begun = await drive(handler, { ...options, invocationsMax: 1 }, first);
        if (begun.output.Status !== 'PENDING') return;
        answerEverything(begun.service);
        const finished = await drive(handler, { ...options, service: begun.service }, second);
        expect(onTheWire(finished.output)).toEqual(onTheWire(whole.output));
        const updates = (run: Run): OperationUpdate[] => run.service.requests.flat();
        expect(onTheWire(updates(finished))).toEqual(onTheWire(updates(whole)));
      });
    }
  }
});
