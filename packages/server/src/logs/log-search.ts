// Looks through the logs of one function or of all, in pages or as they grow.
//
// Owns: the order over several functions, and where a page or a stream goes on. Does not own: what a line says
// (log-entry.ts), how lines lie on disk (log-segments.ts, function-log.ts).
//
// It reads the files only, so what a crash left behind is found like anything else, and a slow reader costs no memory.

import { accepted, type Millis, type Result, refused } from '@perdure/protocol';
import type { FileLogSink } from './file-log-sink.ts';
import { FunctionLog, type LogFilter, type LogPlace, type ScanBudget } from './function-log.ts';
import { logLimits } from './limits.ts';
import type { LogEntry } from './log-entry.ts';
import { functionFolder, listSegments, loggedFunctions } from './log-segments.ts';

export interface LogQuery extends LogFilter {
  /** Default: all functions. */
  readonly functionName?: string;
}

/** Where to go on. A function without a place begins with its first line, or with its last when the newest come first. */
export interface LogCursor {
  readonly places: Readonly<Record<string, LogPlace>>;
}

export interface LogPage {
  readonly entries: readonly LogEntry[];
  /** The place behind each entry in the log of its function. */
  readonly places: readonly (LogPlace | undefined)[];
  readonly cursor: LogCursor;
  /** Whether there is more to look at behind the cursor now. */
  readonly hasMore: boolean;
}

export interface LogSearchOptions {
  readonly folder: string;
  readonly sink: FileLogSink;
}

export class LogSearch {
  readonly #folder: string;
  readonly #sink: FileLogSink;

  constructor({ folder, sink }: LogSearchOptions) {
    this.#folder = folder;
    this.#sink = sink;
  }

  /**
   * One page, oldest or newest first. One request looks through `scanBytesMax`: a page may be short, or empty, and still
   * have more behind it. Refuses to merge more functions than `mergedFunctionsMax`.
   */
  async find(
    query: LogQuery,
    { maxItems, newestFirst, cursor }: { maxItems: number; newestFirst: boolean; cursor?: LogCursor },
  ): Promise<Result<LogPage>> {
    await this.#sink.flush();
    const isGoingOn = newestFirst && cursor !== undefined;
    const names = isGoingOn ? Object.keys(cursor.places) : await this.#functions(query);
    if (names.length > logLimits.mergedFunctionsMax) {
      const message = `${names.length} functions have logs in this time; name one, or ask for a later time (at most ${logLimits.mergedFunctionsMax} are merged)`;
      return refused('InvalidParameterValueException', message);
    }
    return accepted(await this.#page(query, names, { maxItems, newestFirst, cursor }));
  }

  /** The place behind everything that is kept now. */
  async end(query: LogQuery): Promise<LogCursor> {
    await this.#sink.flush();
    const places: Record<string, LogPlace> = {};
    for (const name of query.functionName === undefined
      ? await loggedFunctions(this.#folder)
      : [query.functionName]) {
      const newest = (await listSegments(functionFolder(this.#folder, name))).at(-1);
      if (newest !== undefined) places[name] = [newest.number, newest.size];
    }
    return { places };
  }

  /** Pages of what is behind the cursor and of what comes, for as long as the signal does not fire. */
  async *follow(query: LogQuery, from: LogCursor, signal: AbortSignal): AsyncGenerator<LogPage> {
    const grown = new Set<string>();
    let wake = (): void => {};
    const stop = this.#sink.onAppended((functionName) => {
      if (query.functionName !== undefined && query.functionName !== functionName) return;
      grown.add(functionName);
      wake();
    });
    const woken = (): void => wake();
    signal.addEventListener('abort', woken);
    try {
      let cursor = from;
      for (const name of await this.#functions(query)) grown.add(name);
      while (!signal.aborted) {
        const names = [...grown];
        grown.clear();
        for (let hasMore = names.length > 0; hasMore && !signal.aborted; ) {
          const page = await this.#page(query, names, {
            maxItems: logLimits.followedTogetherMax,
            newestFirst: false,
            cursor,
          });
          ({ cursor, hasMore } = page);
          if (page.entries.length > 0) yield page;
        }
        if (grown.size === 0 && !signal.aborted) {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        }
      }
    } finally {
      stop();
      signal.removeEventListener('abort', woken);
    }
  }

  /** The functions with lines that the query may want. */
  async #functions({ functionName, since = Number.NEGATIVE_INFINITY }: LogQuery): Promise<string[]> {
    if (functionName !== undefined) return [functionName];
    const names = await loggedFunctions(this.#folder);
    if (since === Number.NEGATIVE_INFINITY) return names;
    const latest = await Promise.all(names.map((name) => this.#lastWritten(name)));
    return names.filter((_, index) => (latest[index] ?? Number.NEGATIVE_INFINITY) >= since);
  }

  async #lastWritten(functionName: string): Promise<Millis | undefined> {
    return (await listSegments(functionFolder(this.#folder, functionName))).at(-1)?.modifiedAt;
  }

  async #page(
    query: LogQuery,
    names: readonly string[],
    {
      maxItems,
      newestFirst,
      cursor,
    }: { maxItems: number; newestFirst: boolean; cursor: LogCursor | undefined },
  ): Promise<LogPage> {
    const budget: ScanBudget = { bytes: logLimits.scanBytesMax };
    const logs = new Map(
      names.map((name) => {
        const folder = functionFolder(this.#folder, name);
        const from = cursor?.places[name];
        return [name, new FunctionLog({ folder, filter: query, budget, newestFirst, from })] as const;
      }),
    );
    try {
      const entries: LogEntry[] = [];
      const behind: (LogPlace | undefined)[] = [];
      let next = await foremost(logs.values(), newestFirst);
      while (next !== undefined && entries.length < maxItems) {
        entries.push(next.entry);
        next.log.take();
        behind.push(next.log.place);
        next = await foremost(logs.values(), newestFirst);
      }
      const hasMore = next !== undefined || budget.bytes <= 0;
      const places = { ...cursor?.places };
      for (const [name, { place }] of logs) if (place !== undefined) places[name] = place;
      return { entries, places: behind, cursor: { places }, hasMore };
    } finally {
      for (const log of logs.values()) await log.close();
    }
  }
}

/** The log whose next entry comes first in time. */
async function foremost(
  logs: Iterable<FunctionLog>,
  newestFirst: boolean,
): Promise<{ log: FunctionLog; entry: LogEntry } | undefined> {
  let found: { log: FunctionLog; entry: LogEntry } | undefined;
  for (const log of logs) {
    const entry = await log.peek();
    if (entry === undefined) continue;
    if (found === undefined || (newestFirst ? entry.at > found.entry.at : entry.at < found.entry.at)) {
      found = { log, entry };
    }
  }
  return found;
}
