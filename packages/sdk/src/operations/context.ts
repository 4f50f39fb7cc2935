// runInChildContext: operations grouped under one record.
//
// Updates (WIRE): START, then SUCCEED or FAIL, none of them waited for; the invocation sends them before it answers.
// A result over 256 KiB is not recorded but rebuilt: the code runs again over its recorded operations.

import type { ChildConfig, ChildFunc } from '../api/child-context.ts';
import { OperationSubType } from '../api/operation-enums.ts';
import type { ContextOptions, WireOperation } from '../api/wire.ts';
import { ContextNode, type ReplayMode } from '../context/context-node.ts';
import { runInScope, type Scope } from '../context/scope.ts';
import { DurablePromise } from '../durable-promise.ts';
import { DurableOperationError } from '../errors/durable-operation-error.ts';
import { asRecorded, errorShown, toErrorObject } from '../errors/error-object.ts';
import { ChildContextError } from '../errors/operation-errors.ts';
import { limits } from '../limits.ts';
import { never, observed } from '../never.ts';
import { isTerminal } from '../operation-records.ts';
import { deserializeValue, serializeValue } from '../serdes/operation-values.ts';
import { beginOperation, type OperationSite } from './operation-site.ts';

export function runInChildContext<T>(
  node: ContextNode,
  name: string | undefined,
  fn: ChildFunc<T>,
  config: ChildConfig<T> = {},
): DurablePromise<T> {
  return runChild(node, name, (child) => fn(child.open()), config);
}

/** The code of a child context, given its place in the tree and its own record. */
export type ChildCode<T> = (child: ContextNode, record: WireOperation | undefined) => Promise<T>;

/** As `runInChildContext`, for operations that are made of others. */
export function runChild<T>(
  node: ContextNode,
  name: string | undefined,
  code: ChildCode<T>,
  config: ChildConfig<T>,
  method = 'runInChildContext',
): DurablePromise<T> {
  const isVirtual = config.virtualContext === true;
  const site = beginOperation(
    node,
    {
      method,
      type: 'CONTEXT',
      subType: config.subType ?? OperationSubType.RUN_IN_CHILD_CONTEXT,
      isValidated: !isVirtual,
    },
    name,
  );
  if (site === undefined) return new DurablePromise<T>(never);
  const outcome = observed(settle({ site, code, config, isVirtual }));
  return new DurablePromise(() => outcome);
}

interface ChildRun<T> {
  site: OperationSite;
  code: ChildCode<T>;
  config: ChildConfig<T>;
  isVirtual: boolean;
}

function settle<T>(run: ChildRun<T>): Promise<T> {
  const record = run.isVirtual ? undefined : run.site.record();
  if (record === undefined || !isTerminal(record.Status)) return execute(run, record);
  return run.site.node.invocation.watch === undefined ? replay(run, record) : walkThrough(run, record);
}

function replay<T>(run: ChildRun<T>, record: WireOperation): Promise<T> {
  if (record.Status === 'FAILED') return replayFailure(run, record);
  if (record.Status !== 'SUCCEEDED') return execute(run, record);
  if (record.ContextDetails?.ReplayChildren === true) return rebuild(run, record);
  const serdes = run.config.serdes ?? run.site.node.settings.defaultSerdes;
  return deserializeValue<T>(run.site, serdes, record.ContextDetails?.Result);
}

async function replayFailure<T>(run: ChildRun<T>, record: WireOperation): Promise<T> {
  const error = record.ContextDetails?.Error;
  throw error === undefined
    ? new ChildContextError()
    : mapFailure(run, DurableOperationError.fromErrorObject(error));
}

function mapFailure<T>(run: ChildRun<T>, original: DurableOperationError): Error {
  return run.config.errorMapper?.(original) ?? new ChildContextError(original.message, original);
}

/**
 * Under a watch the code of an ended context runs again, so that what it contains is asked for. What it comes to is not
 * used: the record is, unless that holds a summary in the place of a result that was too large.
 */
async function walkThrough<T>(run: ChildRun<T>, record: WireOperation): Promise<T> {
  const child = childNode(run, 'replay');
  const { serdes = run.site.node.settings.defaultSerdes } = run.config;
  let result: string | undefined;
  try {
    const value = await runInScope(scopeOf(run, child), () => run.code(child, record));
    result = await serializeValue<T>(run.site, serdes, value);
  } catch {
    return replay(run, record);
  }
  const isSummarized = result !== undefined && isOver(result, limits.contextPayloadBytesMax);
  return isSummarized ? deserializeValue<T>(run.site, serdes, result) : replay(run, record);
}

/** Runs the code of a context whose result was too large to record. Nothing is written. */
async function rebuild<T>(run: ChildRun<T>, record: WireOperation): Promise<T> {
  const child = childNode(run, 'replay-succeeded');
  const value = await runInScope(scopeOf(run, child), () => run.code(child, record));
  return roundTrip(run, value);
}

async function execute<T>(run: ChildRun<T>, record: WireOperation | undefined): Promise<T> {
  const { site, isVirtual } = run;
  if (record === undefined && !isVirtual) site.send('START');
  const child = childNode(run, record === undefined || isTerminal(record.Status) ? 'execution' : 'replay');
  await announceStart(run, isVirtual || record !== undefined);
  let value: T;
  try {
    value = await enter(run, child, record);
  } catch (failure) {
    return fail(run, child, failure);
  }
  return succeed(run, child, value);
}

async function succeed<T>(run: ChildRun<T>, child: ContextNode, value: T): Promise<T> {
  const { site, config, isVirtual } = run;
  // Before anything else: what descendants still do has no place in a recorded context.
  if (!isVirtual) child.finish();
  const serdes = config.serdes ?? site.node.settings.defaultSerdes;
  const result = await serializeValue<T>(site, serdes, value);
  if (!isVirtual) {
    const isTooLarge = result !== undefined && isOver(result, limits.contextPayloadBytesMax);
    let payload = result;
    try {
      if (isTooLarge) payload = config.summaryGenerator?.(value) ?? '';
    } catch (failure) {
      return fail(run, child, failure);
    }
    site.send('SUCCEED', {
      ...(payload === undefined ? {} : { Payload: payload }),
      ...contextOptions(child, isTooLarge),
    });
  }
  await announceEnd(run, 'SUCCEEDED', result === undefined ? {} : { result });
  return deserializeValue<T>(site, serdes, result);
}

async function fail<T>(run: ChildRun<T>, child: ContextNode, failure: unknown): Promise<never> {
  const { site, isVirtual } = run;
  if (!isVirtual) {
    child.finish();
    site.send('FAIL', { Error: toErrorObject(failure), ...contextOptions(child, false) });
  }
  await announceEnd(run, 'FAILED', { error: errorShown(failure) });
  throw mapFailure(run, asRecorded(failure));
}

async function announceStart<T>({ site }: ChildRun<T>, isReplay: boolean): Promise<void> {
  const { plugins } = site.node.invocation;
  if (!plugins.isEmpty) await plugins.notify('onOperationStart', site.info('STARTED', isReplay));
}

async function announceEnd<T>(
  run: ChildRun<T>,
  status: 'SUCCEEDED' | 'FAILED',
  detail: { result?: string; error?: Error },
): Promise<void> {
  const { plugins } = run.site.node.invocation;
  if (!plugins.isEmpty) await plugins.notify('onOperationEnd', run.site.info(status, run.isVirtual, detail));
}

/** Whether the service keeps sending the children of this context. */
function contextOptions(child: ContextNode, isTooLarge: boolean): { ContextOptions?: ContextOptions } {
  const isKept = child.level <= child.invocation.childOperationsDepth;
  return isTooLarge || isKept ? { ContextOptions: { ReplayChildren: true } } : {};
}

function childNode<T>(run: ChildRun<T>, mode: ReplayMode): ContextNode {
  const { site, isVirtual } = run;
  return new ContextNode({
    invocation: site.node.invocation,
    parent: site.node,
    rawId: site.rawId,
    isVirtual,
    mode,
    settings: site.node.settings,
  });
}

const scopeOf = <T>({ site }: ChildRun<T>, node: ContextNode): Scope => ({
  contextId: site.rawId,
  node,
  operation: { id: site.id, name: site.label },
});

/** Runs the code of the context in its scope, inside the wrappers of plugins. */
function enter<T>(run: ChildRun<T>, child: ContextNode, record: WireOperation | undefined): Promise<T> {
  const { site, code } = run;
  const { plugins } = site.node.invocation;
  const body = (): Promise<T> => code(child, record);
  return runInScope(
    scopeOf(run, child),
    plugins.isEmpty ? body : () => plugins.wrapChildContextFn(site.info('STARTED', false), body),
  );
}

async function roundTrip<T>(run: ChildRun<T>, value: T): Promise<T> {
  const serdes = run.config.serdes ?? run.site.node.settings.defaultSerdes;
  return deserializeValue<T>(run.site, serdes, await serializeValue<T>(run.site, serdes, value));
}

/** Whether a text takes more than so many bytes in UTF-8, measured only when its length leaves it open. */
function isOver(text: string, bytesMax: number): boolean {
  const bytesPerUnitMax = 3;
  return text.length * bytesPerUnitMax > bytesMax && Buffer.byteLength(text) > bytesMax;
}
