// Writing a batch from a handler: tried again while no answer comes, under the same ClientToken.

import type { CheckpointRequest, CheckpointResponse, OperationUpdate } from '@perdure/protocol';
import type { Write } from './fact.ts';
import type { HandlerContext } from './handler.ts';
import type { Answer } from './simulated-network.ts';

export type WriteOutcome =
  | { kind: 'accepted'; response: CheckpointResponse }
  | { kind: 'refused'; message: string }
  /** Whether it was written is not known. */
  | { kind: 'unwritten' };

const TRIES_MAX = 4;
const PAUSE_MILLIS_MAX = 500;

export async function writeBatch(
  context: HandlerContext,
  token: string,
  updates: readonly OperationUpdate[],
): Promise<WriteOutcome> {
  const { world, life, random } = context;
  const write = makeWrite(context, token, updates);
  world.trace.observe({ kind: 'write-sent', write });
  // What has no ClientToken cannot be recognised when it comes again, so it is tried once.
  const triesMax = write.clientToken === undefined ? 1 : TRIES_MAX;
  for (let tries = 0; tries < triesMax; tries += 1) {
    const answer = await send(context, write);
    if (answer.kind === 'answered') {
      if (answer.result.ok) return { kind: 'accepted', response: answer.result.value };
      const { code, message } = answer.result.refusal;
      if (code === 'InvalidParameterValueException') return { kind: 'refused', message };
    }
    await life.sleep(world.time, random.between(1, PAUSE_MILLIS_MAX));
  }
  return { kind: 'unwritten' };
}

/** Writes the same batch twice at the same time, as two writes. At most one of them may be accepted. */
export async function writeRacing(
  context: HandlerContext,
  token: string,
  updates: readonly OperationUpdate[],
): Promise<WriteOutcome> {
  const outcomes = await Promise.all([
    writeBatch(context, token, updates),
    writeBatch(
      context,
      token,
      updates.map((update) => remark(context, update)),
    ),
  ]);
  return outcomes.find((outcome) => outcome.kind === 'accepted') ?? outcomes[0];
}

function remark({ world }: HandlerContext, update: OperationUpdate): OperationUpdate {
  if (update.Type === 'CHAINED_INVOKE') return update;
  if (update.Payload !== undefined) return { ...update, Payload: world.mark() };
  if (update.Error !== undefined) return { ...update, Error: { ErrorMessage: world.mark() } };
  return update;
}

function makeWrite(context: HandlerContext, token: string, updates: readonly OperationUpdate[]): Write {
  const { world, requestId, reference } = context;
  const { executionId } = reference;
  const writeId = world.mark();
  const clientToken = world.faults.strikes('clientTokenMissing') ? {} : { clientToken: `client-${writeId}` };
  return { writeId, requestId, executionId, token, updates, ...clientToken };
}

function send({ world, life, reference }: HandlerContext, write: Write): Promise<Answer<CheckpointResponse>> {
  const request: CheckpointRequest = {
    CheckpointToken: write.token,
    Updates: [...write.updates],
    ...(write.clientToken === undefined ? {} : { ClientToken: write.clientToken }),
  };
  return world.network.ask(life, async ({ executions }) => {
    const result = await executions.checkpoint(reference, request);
    if (result.ok) world.trace.observe({ kind: 'write-acknowledged', write, response: result.value });
    else world.trace.observe({ kind: 'write-refused', write, ...result.refusal });
    return result;
  });
}
