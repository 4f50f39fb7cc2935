// The plugins of suite 10, each printing what its requirement asks for.

import type { DurableInstrumentationPlugin, OperationInfo } from 'durable-sdk';
import {
  dumpOf,
  invocationDumpOf,
  isContext,
  isStep,
  isWait,
  Recorder,
  recordingPlugin,
} from './recording-plugin.ts';

type Plugin = DurableInstrumentationPlugin;

const typeOf = ({ type }: OperationInfo) => type.toUpperCase();

export const operationPlugin = (): Plugin =>
  recordingPlugin((recorder) => ({
    onOperationStart: async (info) => {
      if (isStep(info)) recorder.write('operation-start', { op: info.id });
    },
    onOperationEnd: async (info) => {
      if (isStep(info)) recorder.write('operation-end', { op: info.id, status: info.status });
    },
  }));

export const attemptPlugin = (): Plugin =>
  recordingPlugin((recorder) => ({
    onOperationAttemptStart: async (info) => {
      if (isStep(info)) recorder.write('attempt-start', { n: info.attempt, op: info.id });
    },
    onOperationAttemptEnd: async (info) => {
      const { attempt, outcome, id } = info;
      if (isStep(info)) recorder.write('attempt-end', { n: attempt, outcome, op: id });
    },
    onOperationEnd: async (info) => {
      if (isStep(info)) recorder.write('operation-end', { op: info.id, status: info.status });
    },
  }));

export const namedLifecyclePlugin = (name: string): Plugin =>
  recordingPlugin(
    (recorder) => ({
      onInvocationStart: async () => recorder.write('invocation-start'),
      onInvocationEnd: async ({ status }) => recorder.write('invocation-end', { status }),
    }),
    new Recorder(name),
  );

/** One record per changed operation, and whether the map of all operations has it too. */
export const changePlugin = (): Plugin =>
  recordingPlugin((recorder) => ({
    onOperationChange: async ({ updatedOperations, operations }) => {
      for (const [op, { status }] of Object.entries(updatedOperations)) {
        recorder.write('operation-change', { op, status, inFullMap: op in operations });
      }
    },
  }));

/** Waits that ended between the previous invocation and this one. */
export const updatedWaitPlugin = (): Plugin =>
  recordingPlugin((recorder) => ({
    onInvocationStart: async ({ updatedOperations, isFirstInvocation }) => {
      for (const info of Object.values(updatedOperations).filter(isWait)) {
        const { id, status } = info;
        recorder.write('updated-on-invoke', { op: id, status, first: isFirstInvocation });
      }
    },
  }));

export const waitPlugin = (): Plugin =>
  recordingPlugin((recorder) => ({
    onOperationStart: async (info) => {
      if (isWait(info)) recorder.write('operation-start', { op: info.id, type: typeOf(info) });
    },
    onOperationEnd: async (info) => {
      const { id, status } = info;
      if (isWait(info)) recorder.write('operation-end', { op: id, type: typeOf(info), status });
    },
  }));

export const parentPlugin = (): Plugin =>
  recordingPlugin((recorder) => ({
    onOperationEnd: async ({ id, parentId = 'NONE', status }) =>
      recorder.write('operation-end', { op: id, parent: parentId, status }),
  }));

export const branchFunctionPlugin = (): Plugin =>
  recordingPlugin((recorder) => ({
    wrapChildContextFn: (info, fn) => {
      recorder.write('fn-start', { op: info.id, name: info.name, parent: info.parentId ?? 'NONE' });
      return fn();
    },
  }));

export const replayPlugin = (): Plugin =>
  recordingPlugin((recorder) => ({
    onOperationStart: async (info) => {
      if (isStep(info)) recorder.write('operation-start', { op: info.id, replay: info.isReplay });
    },
    onOperationEnd: async (info) => {
      if (isStep(info)) recorder.write('operation-end', { op: info.id, status: info.status });
    },
  }));

export const outcomePlugin = (): Plugin =>
  recordingPlugin((recorder) => ({
    onOperationEnd: async (info) => {
      if (!isStep(info)) return;
      const { id, status, result = 'NONE', error } = info;
      recorder.write('operation-end', { op: id, status, result, error: error?.message ?? 'NONE' });
    },
  }));

/** Prints and throws, wherever it is called. */
export function faultyPlugin(): Plugin {
  const failing = (recorder: Recorder, hook: string) => async () => {
    recorder.write(hook);
    throw new Error(`this plugin always fails: ${hook}`);
  };
  return recordingPlugin(
    (recorder) => ({
      onInvocationStart: failing(recorder, 'invocation-start'),
      onInvocationEnd: failing(recorder, 'invocation-end'),
      onOperationStart: failing(recorder, 'operation-start'),
      onOperationEnd: failing(recorder, 'operation-end'),
      onOperationAttemptStart: failing(recorder, 'attempt-start'),
      onOperationAttemptEnd: failing(recorder, 'attempt-end'),
    }),
    new Recorder('CONFPLUGIN-FAULTY'),
  );
}

export const healthyPlugin = (): Plugin =>
  recordingPlugin(
    (recorder) => ({
      onInvocationStart: async ({ isFirstInvocation }) =>
        recorder.write('invocation-start', { first: isFirstInvocation }),
      onInvocationEnd: async ({ status }) => recorder.write('invocation-end', { status }),
      onOperationStart: async (info) => {
        if (isStep(info)) recorder.write('operation-start', { op: info.id });
      },
      onOperationEnd: async (info) => {
        if (isStep(info)) recorder.write('operation-end', { op: info.id, status: info.status });
      },
      onOperationAttemptStart: async (info) => {
        if (isStep(info)) recorder.write('attempt-start', { op: info.id });
      },
      onOperationAttemptEnd: async (info) => {
        if (isStep(info)) recorder.write('attempt-end', { op: info.id, outcome: info.outcome });
      },
    }),
    new Recorder('CONFPLUGIN-HEALTHY'),
  );

export const pendingWaitPlugin = (): Plugin =>
  recordingPlugin((recorder) => ({
    onOperationStart: async (info) => {
      if (!isWait(info)) return;
      const pending = info.endTimestamp === undefined;
      recorder.write('operation-start', {
        type: typeOf(info),
        name: info.name,
        replay: info.isReplay,
        pending,
      });
    },
    onOperationEnd: async (info) => {
      const { name, status } = info;
      if (isWait(info)) recorder.write('operation-end', { type: typeOf(info), name, status });
    },
  }));

export const invocationDump = (): Plugin =>
  recordingPlugin((recorder) => ({
    onInvocationStart: async (info) => recorder.write('invocation-start', invocationDumpOf(info)),
    onInvocationEnd: async (info) => {
      const terminal = info.status === 'SUCCEEDED' || info.status === 'FAILED';
      recorder.write('invocation-end', { ...invocationDumpOf(info), terminal });
    },
  }));

export const operationEndDump = (): Plugin =>
  recordingPlugin((recorder) => ({
    onOperationEnd: async (info) => {
      if (isStep(info)) recorder.write('operation-end', dumpOf(info));
    },
  }));

export const attemptDump = (): Plugin =>
  recordingPlugin((recorder) => ({
    onOperationAttemptStart: async (info) => {
      if (isStep(info)) recorder.write('attempt-start', dumpOf(info));
    },
    onOperationAttemptEnd: async (info) => {
      if (isStep(info)) recorder.write('attempt-end', dumpOf(info));
    },
  }));

export const changeDump = (): Plugin =>
  recordingPlugin((recorder) => ({
    onOperationChange: async ({ executionArn, updatedOperations, operations }) => {
      for (const info of Object.values(updatedOperations).filter(isStep)) {
        recorder.write('operation-change', {
          ...dumpOf(info),
          executionArn,
          updatedOperationsCount: Object.keys(updatedOperations).length,
          operationsCount: Object.keys(operations).length,
          inFullMap: info.id in operations,
        });
      }
    },
  }));

/** The SDK tells a wrapped function's children-replay in the info's own replay indicator. */
export const contextDump = (): Plugin =>
  recordingPlugin((recorder) => ({
    onOperationStart: async (info) => {
      if (isContext(info)) recorder.write('operation-start', dumpOf(info));
    },
    wrapChildContextFn: (info, fn) => {
      if (isContext(info)) {
        recorder.write('fn-start', { ...dumpOf(info), isReplayingChildren: info.isReplay });
      }
      return fn();
    },
  }));
