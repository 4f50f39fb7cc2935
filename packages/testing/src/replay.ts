// The door for those who only check replays: the command at a deployment, for one. It loads no server.

export type { RecordedHistory } from './history/read-history.ts';
export { InvalidHistoryError } from './history/read-history.ts';
export type { ReplayOptions } from './replay/check-replay.ts';
export { checkReplay, HangingReplayError } from './replay/check-replay.ts';
export { expectReplays, ReplayError } from './replay/expect-replays.ts';
export type {
  RecordedPosition,
  ReplayDifference,
  ReplayDifferenceKind,
  ReplayedOperation,
  ReplayReport,
} from './replay/replay-report.ts';
