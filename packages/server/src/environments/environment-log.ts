// The log of one environment: finds the invocation that each line belongs to, and hands both on to the server's log.

import type { DeployedFunction } from '../functions/deployed-function.ts';
import type { LogSink, LogStream } from '../logs/log-sink.ts';
import type { InvocationTask } from './invoker.ts';
import type { LogTail } from './log-tail.ts';

/** An invocation that runs, as far as its output goes. */
export interface Speaker {
  readonly task: InvocationTask;
  readonly tail: LogTail;
}

const requestIdPattern = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

export class EnvironmentLog {
  readonly #environmentId: string;
  readonly #deployed: DeployedFunction;
  readonly #running: ReadonlyMap<string, Speaker>;
  readonly #sink: LogSink;

  /** @param running by request id; read at every line */
  constructor(
    environmentId: string,
    deployed: DeployedFunction,
    running: ReadonlyMap<string, Speaker>,
    sink: LogSink,
  ) {
    this.#environmentId = environmentId;
    this.#deployed = deployed;
    this.#running = running;
    this.#sink = sink;
  }

  printed(stream: 'stdout' | 'stderr', line: string): void {
    this.keep(stream, line, this.#speakerOf(line));
  }

  keep(stream: LogStream, line: string, speaker: Speaker | undefined): void {
    speaker?.tail.add(line);
    const { functionName, version } = this.#deployed;
    this.#sink.write({
      at: Date.now(),
      functionName,
      version,
      environmentId: this.#environmentId,
      ...(speaker === undefined ? {} : { requestId: speaker.task.requestId }),
      ...(speaker?.task.executionArn === undefined ? {} : { executionArn: speaker.task.executionArn }),
      stream,
      line,
    });
  }

  /** Where several invocations share the output, a line must name its own. */
  #speakerOf(line: string): Speaker | undefined {
    if (this.#running.size > 1) {
      for (const requestId of line.match(requestIdPattern) ?? []) {
        const speaker = this.#running.get(requestId);
        if (speaker !== undefined) return speaker;
      }
      return undefined;
    }
    for (const only of this.#running.values()) return only;
    return undefined;
  }
}
