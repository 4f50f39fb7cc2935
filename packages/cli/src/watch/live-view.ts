// An execution as it happens. On a terminal: a tree that is drawn over in place. Elsewhere: one line for each event, as
// text that was written to a file cannot be taken back.

import { formatDuration } from '../output/duration.ts';
import { detailsText, errorText, invocationError } from '../output/event-details.ts';
import { failureText } from '../output/execution-summary.ts';
import { type Palette, palette } from '../output/palette.ts';
import { cutTo, printable } from '../output/printable.ts';
import type { Terminal } from '../terminal.ts';
import { FailingInvocations } from './failing-invocations.ts';
import type { FollowedEvent } from './follow-execution.ts';
import { OperationTree, type OperationView } from './operation-tree.ts';

const COLUMNS_DEFAULT = 100;
const ROWS_DEFAULT = 40;
const ELAPSED_CHARS = 9;
const NAME_CHARS = 34;
const MS_PER_SECOND = 1000;

const marks = { running: '◷', retrying: '↻', succeeded: '✔', failed: '✘' } as const;
/** An invocation that ended as it should says nothing about the work itself. */
const isSilent = (event: FollowedEvent): boolean =>
  event.EventType === 'InvocationCompleted' && invocationError(event) === undefined;

export class LiveView {
  readonly tree = new OperationTree();
  readonly failing = new FailingInvocations();
  readonly #terminal: Terminal;
  readonly #colours: Palette;
  #startedAt: number | undefined;
  #drawnLines = 0;
  #held = false;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
    this.#colours = palette(terminal);
  }

  /** Takes in events and shows them. An empty list moves the clocks of what is running. */
  show(events: readonly FollowedEvent[]): void {
    for (const event of events) {
      this.#startedAt ??= event.EventTimestamp;
      const operation = this.tree.apply(event);
      this.failing.apply(event);
      if (!this.#terminal.live) this.#writeLine(event, operation);
    }
    if (this.#terminal.live && !this.#held) this.#draw();
  }

  /** Leaves the screen to somebody else until `release`: what is drawn now stays. */
  hold(): void {
    this.#held = true;
    this.#drawnLines = 0;
  }

  release(): void {
    this.#held = false;
  }

  get isHeld(): boolean {
    return this.#held;
  }

  #draw(): void {
    const { columns = COLUMNS_DEFAULT, rows = ROWS_DEFAULT } = this.#terminal;
    const now = Date.now() / MS_PER_SECOND;
    const failing = this.failing.text();
    const lines = [
      ...this.tree.roots.flatMap((root) => this.#branch(root, '', now, columns)),
      ...(failing === undefined ? [] : [this.#colours.bad(cutTo(`${marks.failed} ${failing}`, columns - 1))]),
    ];
    // What has scrolled away cannot be drawn over, so a tall tree shows its end.
    const visible = lines.slice(-Math.max(1, rows - 2));
    const up = this.#drawnLines > 0 ? `\x1b[${this.#drawnLines}A\r` : '';
    // Line by line: some terminals keep what is cleared as a whole in their scrollback, a copy for each drawing.
    const drawn = visible.map((line) => `${line}\x1b[K\n`).join('');
    const rest = this.#drawnLines > visible.length ? '\x1b[0J' : '';
    this.#terminal.out(up + drawn + rest);
    this.#drawnLines = visible.length;
  }

  #branch(view: OperationView, indent: string, now: number, columns: number): string[] {
    const children = view.children.flatMap((child) => this.#branch(child, `${indent}  `, now, columns));
    const label = `${indent}${marks[view.state]} ${printable(view.name)}`;
    const text = cutTo(`${label.padEnd(NAME_CHARS)} ${progressText(view, now)}`, columns - 1);
    return [this.#colourOf(view)(text), ...children];
  }

  #colourOf({ state }: OperationView): (text: string) => string {
    if (state === 'succeeded') return this.#colours.good;
    return state === 'failed' ? this.#colours.bad : this.#colours.waiting;
  }

  #writeLine(event: FollowedEvent, operation: OperationView | undefined): void {
    if (isSilent(event)) return;
    const after = formatDuration(event.EventTimestamp - (this.#startedAt ?? event.EventTimestamp));
    const name = operation === undefined ? (event.Name ?? '') : operation.name;
    const about = [detailsText(event), errorText(event)].filter((part) => part !== '').join('; ');
    const words = [`+${after}`.padStart(ELAPSED_CHARS), event.EventType.padEnd(18), printable(name), about];
    this.#terminal.out(`${words.filter((word) => word !== '').join('  ')}\n`);
  }
}

/** What one wants to know of an operation now: how long it took, or what it waits for. */
export function progressText(view: OperationView, now: number): string {
  const length = formatDuration((view.endedAt ?? now) - view.startedAt);
  const error = view.error === undefined ? '' : printable(failureText(view.error));
  if (view.state === 'retrying') {
    return `attempt ${view.attempts} failed, next in ${formatDuration(view.delaySeconds ?? 0)}: ${error}`;
  }
  if (view.state === 'failed') return `${length}  ${error}`;
  if (view.state === 'succeeded') return view.attempts > 1 ? `${length}  attempt ${view.attempts}` : length;
  if (view.callbackId !== undefined) {
    const timeout = view.delaySeconds === undefined ? '' : `, at most ${formatDuration(view.delaySeconds)}`;
    return `${length}  waits for an answer${timeout}`;
  }
  if (view.kind === 'Wait') return `${length} of ${formatDuration(view.delaySeconds ?? 0)}`;
  return view.attempts > 0 ? `${length}  attempt ${view.attempts + 1}` : length;
}
