// Identity of spans. What belongs to an execution as a whole has ids that every invocation can compute: so spans of
// different processes, months apart, find each other without anything being stored.

const TRACE_ID_CHARACTERS = 32;
const SPAN_ID_CHARACTERS = 16;

const digest = (text: string, characters: number): string =>
  process.getBuiltinModule('node:crypto').hash('sha256', text, 'hex').slice(0, characters);

/** The trace of an execution that nobody upstream has put into another one. */
export const deriveTraceIdFromArn = (executionArn: string, startedAt?: Date): string =>
  digest(
    startedAt === undefined ? executionArn : `${executionArn}:${startedAt.toISOString()}`,
    TRACE_ID_CHARACTERS,
  );

/** The span of the execution from its start to its end. */
export const deriveWorkflowSpanId = (executionArn: string): string =>
  digest(`workflow:${executionArn}`, SPAN_ID_CHARACTERS);

/** The parent of invocations that nobody upstream has given one. No span with this id is ever exported. */
export const deriveExecutionRootSpanId = (executionArn: string): string =>
  digest(`execution-root:${executionArn}`, SPAN_ID_CHARACTERS);

/** The span of an operation, by its id on the wire. */
export const deriveSpanIdFromOperationId = (operationId: string, executionArn: string): string =>
  digest(`${executionArn}:${operationId}`, SPAN_ID_CHARACTERS);
