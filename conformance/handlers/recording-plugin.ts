// Plugins that print what they are told, one JSON object per line, so that the printed records can be compared.

import type {
  DurableInstrumentationPlugin,
  InvocationEndInfo,
  InvocationInfo,
  OperationInfo,
} from 'durable-sdk';

/** Where a plugin prints. Every record carries the execution that the invocation's start named. */
export class Recorder {
  readonly #plugin: string;
  #executionArn = '';

  constructor(plugin = 'CONFPLUGIN') {
    this.#plugin = plugin;
  }

  /** Remembers the execution of the invocation that starts; an environment runs one at a time. */
  begin({ executionArn }: InvocationInfo): void {
    this.#executionArn = executionArn;
  }

  write(hook: string, members: Record<string, unknown> = {}): void {
    const record = { plugin: this.#plugin, hook, ...members, durableExecutionArn: this.#executionArn };
    process.stdout.write(`${JSON.stringify(record)}\n`);
  }
}

/** A plugin that at least remembers the execution; what else it prints, `hooks` say. */
export function recordingPlugin(
  hooks: (recorder: Recorder) => DurableInstrumentationPlugin,
  recorder = new Recorder(),
): DurableInstrumentationPlugin {
  const { onInvocationStart, ...others } = hooks(recorder);
  return {
    ...others,
    onInvocationStart: async (info) => {
      recorder.begin(info);
      await onInvocationStart?.(info);
    },
  };
}

/** The start and the end of each invocation. */
export const lifecyclePlugin = (): DurableInstrumentationPlugin =>
  recordingPlugin((recorder) => ({
    onInvocationStart: async ({ isFirstInvocation }) =>
      recorder.write('invocation-start', { first: isFirstInvocation }),
    onInvocationEnd: async ({ status }) => recorder.write('invocation-end', { status }),
  }));

export const isStep = ({ type }: OperationInfo): boolean => type.toUpperCase() === 'STEP';
export const isWait = ({ type }: OperationInfo): boolean => type.toUpperCase() === 'WAIT';
export const isContext = ({ type }: OperationInfo): boolean => type.toUpperCase() === 'CONTEXT';

/** Everything an info holds, under its own names: dates in ISO form, errors as their message, maps as their size. */
export function dumpOf(info: object): Record<string, unknown> {
  const dumped: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(info)) {
    if (value === undefined || value === null) continue;
    if (value instanceof Date) dumped[name] = value.toISOString();
    else if (value instanceof Error) dumped[name] = value.message;
    else if (typeof value === 'object') dumped[`${name}Count`] = Object.keys(value).length;
    else dumped[name] = value;
  }
  return dumped;
}

/** The members of an invocation's info that are compared: not the input, which may be anything. */
export function invocationDumpOf(info: InvocationInfo | InvocationEndInfo): Record<string, unknown> {
  const { executionInput: _input, executionArn: _arn, ...members } = info;
  if ('executionResult' in members) delete members.executionResult;
  return dumpOf(members);
}
