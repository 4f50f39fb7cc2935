// What the command is made of, for programs that do the same things: the client of the API, deployment, and the views.

export type { CallbackAnswer } from './callback/callback-menu.ts';
export { askForCallback, sendAnswer } from './callback/callback-menu.ts';
export type { Deployment, DeployOptions } from './deploy/deploy-function.ts';
export { deployFunction } from './deploy/deploy-function.ts';
export type { ExecutionDetails, FunctionConfiguration, InvokeRequest, Started } from './lambda-api.ts';
export { LambdaApi } from './lambda-api.ts';
export { boxTable } from './output/box-table.ts';
export { formatDuration } from './output/duration.ts';
export { failureText, summaryText } from './output/execution-summary.ts';
export { historyTable } from './output/history-table.ts';
export { colourless, type Palette, palette } from './output/palette.ts';
export { ServerProcess } from './serve/server-process.ts';
export { deployStack } from './stack/deploy-stack.ts';
export type { TemplateOptions } from './stack/load-stack.ts';
export type { Terminal } from './terminal.ts';
export { processTerminal } from './terminal.ts';
export type { AttendOptions } from './watch/attend-execution.ts';
export { attendExecution } from './watch/attend-execution.ts';
export type { FollowedEvent } from './watch/follow-execution.ts';
export { followExecution, isTerminalEvent } from './watch/follow-execution.ts';
export { LiveView } from './watch/live-view.ts';
export type { OperationView } from './watch/operation-tree.ts';
export { OperationTree } from './watch/operation-tree.ts';
