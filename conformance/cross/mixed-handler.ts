// A durable function that begins on one SDK and goes on with the other after a cut.

import {
  type DurableExecutionClient,
  DurableExecutionInvocationInputWithClient,
  type DurableLambdaHandler,
} from '@perdure/sdk';
import { exits } from './process-exit.ts';

export interface Mixed {
  handler: DurableLambdaHandler;
  /** Whether the cut came. */
  readonly isCut: boolean;
}

/** `second` takes over in the invocation after the one that made the `cutAfter`-th checkpoint, counted from 1. */
export function mixedHandler(
  first: DurableLambdaHandler,
  second: DurableLambdaHandler,
  cutAfter: number,
): Mixed {
  let checkpoints = 0;
  const count = (): void => {
    checkpoints += 1;
  };
  return {
    get isCut() {
      return checkpoints >= cutAfter;
    },
    handler: async (event, context) => {
      const handler = checkpoints >= cutAfter ? second : first;
      using life = processLife();
      const answer = handler(withClient(event, life, count), context);
      if ((await Promise.race([answer, life.ended])) !== EXIT) return answer;
      // The runner takes a handler that fails without a word to the service for one that is not durable.
      await readState(event);
      throw new Error('Runtime exited with error: exit status 1');
    },
  };
}

const EXIT = Symbol('exit');

interface ProcessLife extends Disposable {
  isOver: boolean;
  ended: Promise<typeof EXIT>;
}

/** Lasts until a handler exits the process. Executions run one after the other here, so the exit is its own. */
function processLife(): ProcessLife {
  const { promise: ended, resolve } = Promise.withResolvers<typeof EXIT>();
  const life = { isOver: false, ended, [Symbol.dispose]: () => exits.unsubscribe(onExit) };
  const onExit = (): void => {
    life.isOver = true;
    resolve(EXIT);
  };
  exits.subscribe(onExit);
  return life;
}

/** The event with a client that counts checkpoints, and is silent once the process has ended. */
function withClient(event: unknown, life: ProcessLife, count: () => void) {
  const { durableExecutionClient: inner, clock } = invocationInput(event);
  const client: DurableExecutionClient = {
    getExecutionState: (params, logger) => inner.getExecutionState(params, logger),
    checkpoint: (params, logger) => {
      if (life.isOver) return new Promise(() => undefined);
      count();
      return inner.checkpoint(params, logger);
    },
  };
  return new DurableExecutionInvocationInputWithClient(invocationInput(event), client, clock);
}

function readState(event: unknown): Promise<unknown> {
  const { durableExecutionClient, DurableExecutionArn, CheckpointToken } = invocationInput(event);
  return durableExecutionClient.getExecutionState({ DurableExecutionArn, CheckpointToken });
}

function invocationInput(event: unknown): DurableExecutionInvocationInputWithClient {
  if (DurableExecutionInvocationInputWithClient.isInstance(event)) return event;
  throw new TypeError('The runner of the testing library passes a client with every event.');
}
