// The rules of an execution that exists: state × command → decision. Pure: time and fresh ids are in the command.

import type { Millis } from '@perdure/protocol';
import { type Checkpoint, type CheckpointReply, decideCheckpoint } from './checkpoint.ts';
import type { Decision } from './decision.ts';
import { type Delete, decideDelete } from './deletion.ts';
import {
  type BeginInvocation,
  type BeginReply,
  type CompleteInvocation,
  decideBeginInvocation,
  decideCompleteInvocation,
} from './invocation.ts';
import {
  type AnswerCallback,
  decideAnswerCallback,
  decideEnd,
  decideEndChainedInvoke,
  type End,
  type EndChainedInvoke,
} from './outside.ts';
import { decidePause, decideResume, type Pause, type Resume } from './pause.ts';
import type { EngineSettings } from './settings.ts';
import type { ExecutionState } from './state.ts';
import { decideTick, type Tick } from './timers.ts';

export type Command =
  | Checkpoint
  | BeginInvocation
  | CompleteInvocation
  | AnswerCallback
  | EndChainedInvoke
  | End
  | Pause
  | Resume
  | Delete
  | Tick;
export type CommandKind = Command['kind'];
export type CommandOf<Kind extends CommandKind> = Extract<Command, { kind: Kind }>;

/** What each command is answered with. A new command does not compile until it has a line here and one below. */
export interface Replies {
  checkpoint: CheckpointReply;
  'begin-invocation': BeginReply;
  'complete-invocation': undefined;
  'answer-callback': undefined;
  'end-chained-invoke': undefined;
  end: Millis;
  pause: Millis;
  resume: Millis;
  delete: Millis;
  tick: undefined;
}

const rules: {
  [Kind in CommandKind]: (
    state: ExecutionState,
    command: CommandOf<Kind>,
    settings: EngineSettings,
  ) => Decision<Replies[Kind]>;
} = {
  checkpoint: decideCheckpoint,
  'begin-invocation': decideBeginInvocation,
  'complete-invocation': decideCompleteInvocation,
  'answer-callback': decideAnswerCallback,
  'end-chained-invoke': decideEndChainedInvoke,
  end: decideEnd,
  pause: decidePause,
  resume: decideResume,
  delete: decideDelete,
  tick: decideTick,
};

/**
 * Decides one command. Changes nothing: the caller applies the events with `evolve` once it accepts the decision.
 * Before it the caller records what is due with a `tick` of the same time, where `isTickDueBefore` says so: the rules take a
 * timer that has not been recorded for one that has not fired.
 */
export function decide<Kind extends CommandKind>(
  state: ExecutionState,
  command: CommandOf<Kind> & { kind: Kind },
  settings: EngineSettings,
): Decision<Replies[Kind]> {
  return rules[command.kind as Kind](state, command, settings);
}
