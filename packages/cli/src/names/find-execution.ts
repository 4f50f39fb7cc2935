// From what a person types to the ARN of an execution: the ARN itself, the name of the execution where only one function has
// it, `function/name`, or the name of a function that has only one execution. Uses Lambda's own lists, so it works on AWS too.

import { CommandFailure } from '../failure.ts';
import type { ExecutionSummary, LambdaApi } from '../lambda-api.ts';
import { meantText } from './nearest-name.ts';

/** How many executions of each function are looked at for a name that was probably meant. */
const LOOKED_AT_MAX = 100;

export async function findExecution(api: LambdaApi, text: string): Promise<string> {
  if (text.startsWith('arn:')) return text;
  const [functionName, executionName] = text.split('/');
  if (functionName !== undefined && executionName !== undefined)
    return only(text, await executionsNamed(api, [functionName], executionName), []);
  const functions = await functionNames(api);
  const named = await executionsNamed(api, functions, text);
  if (named.length > 0) return only(text, named, []);
  const latest = await Promise.all(functions.map((name) => newest(api, name, LOOKED_AT_MAX)));
  const ofFunction = latest[functions.indexOf(text)] ?? [];
  return only(text, ofFunction, latest.flat());
}

async function functionNames(api: LambdaApi): Promise<string[]> {
  const functions = await Array.fromAsync(api.listFunctions());
  return functions.flatMap(({ FunctionName, DurableConfig }) => (DurableConfig ? [FunctionName] : []));
}

async function executionsNamed(
  api: LambdaApi,
  functions: readonly string[],
  executionName: string,
): Promise<ExecutionSummary[]> {
  const found = await Promise.all(
    functions.map((functionName) =>
      Array.fromAsync(api.listExecutions({ functionName, executionName, newestFirst: true })),
    ),
  );
  return found.flat();
}

async function newest(api: LambdaApi, functionName: string, limit: number): Promise<ExecutionSummary[]> {
  const found: ExecutionSummary[] = [];
  for await (const execution of api.listExecutions({ functionName, newestFirst: true })) {
    found.push(execution);
    if (found.length === limit) break;
  }
  return found;
}

function only(text: string, found: readonly ExecutionSummary[], others: readonly ExecutionSummary[]): string {
  const [first, second] = found;
  if (first === undefined) {
    const meant = meantText(
      text,
      others.map(({ DurableExecutionName }) => DurableExecutionName),
    );
    throw new CommandFailure(
      `There is no execution ${text}.${meant}\nSee what there is: npx perdure execution list <function>`,
    );
  }
  if (second === undefined) return first.DurableExecutionArn;
  const shown = found
    .slice(0, 5)
    .map(({ DurableExecutionArn: arn, Status: status }) => `  ${arn}  ${status}`);
  throw new CommandFailure(
    [`${text} means ${found.length} executions. Name one by its ARN:`, ...shown].join('\n'),
  );
}
