// Tells when files of a project change. Changes that come together are told once.

import { basename, extname, resolve } from 'node:path';
import { type FSWatcher, watch } from 'chokidar';

/** An editor writes a file in several steps. */
const SETTLE_MILLIS = 60;
const ignoredFolders = new Set(['node_modules', '.git', '.perdure', 'dist', 'coverage']);
/** Often what this very command prints, written beside the code. */
const logExtension = '.log';

export class SourceWatch implements AsyncDisposable {
  readonly #watcher: FSWatcher;
  #timer: NodeJS.Timeout | undefined;

  /** @param dataDirectory That of the server, as an absolute path. */
  constructor(paths: readonly string[], dataDirectory: string, onChange: () => void) {
    this.#watcher = watch([...paths], {
      ignoreInitial: true,
      ignored: (path) => isNoCode(path, dataDirectory),
    });
    this.#watcher.on('all', () => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(onChange, SETTLE_MILLIS);
    });
    // A folder that cannot be watched any more: the session goes on with what is left.
    this.#watcher.on('error', () => {});
  }

  /** Resolves once changes are seen. */
  async ready(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#watcher.once('ready', resolve);
    await promise;
  }

  add(paths: readonly string[]): void {
    this.#watcher.add([...paths]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearTimeout(this.#timer);
    await this.#watcher.close();
  }
}

/** What changes without anybody having edited it. */
export const isNoCode = (path: string, dataDirectory: string): boolean =>
  ignoredFolders.has(basename(path)) || extname(path) === logExtension || resolve(path) === dataDirectory;
