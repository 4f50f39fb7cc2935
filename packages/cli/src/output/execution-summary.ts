// One execution as a block of text, in the shape that `sam local execution get` made familiar.

import type { ErrorObject, ExecutionStatus } from '@perdure/protocol';
import type { ExecutionDetails } from '../lambda-api.ts';
import { formatDuration } from './duration.ts';
import { compact } from './printable.ts';

const LABEL_CHARS = 10;
const RULE = '='.repeat(25);

const marks: { readonly [Status in ExecutionStatus]?: string } = {
  SUCCEEDED: ' ✅',
  FAILED: ' ❌',
  TIMED_OUT: ' ⚠️',
  STOPPED: ' ⚠️',
};

/** `failure` is that of the last invocation, when it failed and will be repeated. */
export function summaryText(execution: ExecutionDetails, failure?: ErrorObject): string {
  const { StartTimestamp: start, EndTimestamp: end, Status: status } = execution;
  const lines: [label: string, value: string | undefined][] = [
    ['ARN', execution.DurableExecutionArn],
    ['Name', execution.DurableExecutionName],
    ['Duration', end === undefined ? 'N/A' : formatDuration(end - start)],
    ['Status', `${status}${marks[status] ?? ''}`],
    ['Input', execution.InputPayload],
    ['Result', execution.Result],
    ['Error', execution.Error && failureText(execution.Error)],
    ['Failing', failure && `the last invocation, which is repeated: ${failureText(failure)}`],
  ];
  const shown = lines.flatMap(([label, value]) =>
    value === undefined ? [] : [`${label}:`.padEnd(LABEL_CHARS) + compact(value)],
  );
  return ['', 'Execution Summary:', RULE, ...shown].join('\n');
}

export function nextCommandsText(executionArn: string): string {
  return [
    '',
    'Commands you can use next',
    RULE,
    `[*] Get execution details: npx perdure execution get '${executionArn}'`,
    `[*] View execution history: npx perdure execution history '${executionArn}'`,
  ].join('\n');
}

/** `Type: message`, or what there is of it. */
export function failureText({ ErrorType: type, ErrorMessage: message }: ErrorObject): string {
  return [type, message].filter((part) => part !== undefined && part !== '').join(': ') || 'no details';
}
