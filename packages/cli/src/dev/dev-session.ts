// Keeps a project deployed while its files change: builds, replays what is open, deploys, and says so.

import { CommandFailure } from '../failure.ts';
import type { LambdaApi } from '../lambda-api.ts';
import { type Palette, palette } from '../output/palette.ts';
import { printable } from '../output/printable.ts';
import { checkOpenExecutions, type OpenExecutionsCheck } from '../replay-check/check-open-executions.ts';
import type { Terminal } from '../terminal.ts';
import type { ChangedFunction, DevProject } from './dev-project.ts';
import { SourceWatch } from './source-watch.ts';

const BROKEN_SHOWN_MAX = 10;

export class DevSession implements AsyncDisposable {
  readonly #project: DevProject;
  readonly #api: LambdaApi;
  readonly #terminal: Terminal;
  readonly #colours: Palette;
  #watch: SourceWatch | undefined;
  #isBusy = false;
  #isStale = false;
  /** What is wrong with the files, as it was last said: what changes beside them must not say it again. */
  #said: { warnings: string; failure?: string } = { warnings: '' };
  readonly #dataDirectory: string;

  /** @param dataDirectory That of the server: what changes in it is nobody's code. */
  constructor(project: DevProject, api: LambdaApi, terminal: Terminal, dataDirectory: string) {
    this.#project = project;
    this.#dataDirectory = dataDirectory;
    this.#api = api;
    this.#terminal = terminal;
    this.#colours = palette(terminal);
  }

  /** Deploys what is there, and watches from then on. */
  async begin(): Promise<void> {
    this.#watch = new SourceWatch(this.#project.watched, this.#dataDirectory, () => void this.#update());
    await this.#watch.ready();
    await this.#update();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#watch?.[Symbol.asyncDispose]();
  }

  /** One at a time: a change that comes meanwhile is looked at afterwards. */
  async #update(): Promise<void> {
    this.#isStale = true;
    if (this.#isBusy) return;
    this.#isBusy = true;
    while (this.#isStale) {
      this.#isStale = false;
      await this.#deploy().catch((error) => this.#report(error));
    }
    this.#isBusy = false;
  }

  async #deploy(): Promise<void> {
    const change = await this.#project.prepare();
    this.#watch?.add(this.#project.watched);
    const warnings = change.warnings.map((warning) => warning.trimEnd()).join('\n');
    if (warnings !== '' && warnings !== this.#said.warnings) this.#say(warnings);
    for (const changed of change.changed) await this.#check(changed);
    const lines = await change.apply();
    if (lines.length === 0 && this.#said.failure !== undefined)
      lines.push('It compiles again, and is what is live.');
    this.#said = { warnings };
    for (const line of lines) this.#say(`${this.#colours.good('✔')} ${line}`);
  }

  async #check({ functionName, code }: ChangedFunction): Promise<void> {
    if (code === undefined) return;
    const check = await checkOpenExecutions(this.#api, { functionName }, code);
    for (const line of checkLines(functionName, check, this.#colours)) this.#say(line);
  }

  #report(error: unknown): void {
    const text = error instanceof CommandFailure ? error.message : String((error as Error).stack ?? error);
    if (text === this.#said.failure) return;
    this.#said.failure = text;
    this.#say(`${this.#colours.bad('✖')} ${text}\nThe code that was live before stays live.`);
  }

  #say(text: string): void {
    this.#terminal.err(`${text}\n`);
  }
}

function checkLines(functionName: string, check: OpenExecutionsCheck, colours: Palette): string[] {
  const { checked, unchecked, broken, obstacle } = check;
  if (obstacle !== undefined) {
    return [
      `${colours.waiting('!')} ${unchecked} open executions of ${functionName} were not checked: ${obstacle}`,
    ];
  }
  if (broken.length === 0) return [];
  const named = broken.slice(0, BROKEN_SHOWN_MAX).map(({ executionName, difference }) => {
    return `  ${printable(executionName)}: ${difference.replaceAll('\n', '\n    ')}`;
  });
  const hidden = broken.length - named.length;
  return [
    `${colours.bad('✖')} This change breaks ${broken.length} of ${checked} open executions of ${functionName}:`,
    ...named,
    ...(hidden > 0 ? [`  and ${hidden} more`] : []),
    '  They fail when they go on. Undo the change before that, or stop them: npx perdure execution stop <name>',
  ];
}
