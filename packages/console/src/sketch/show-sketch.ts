// Shows the sketch of a page as soon as enough of what it reads is there, unless the page itself comes first.

import type { QueryClient } from '@tanstack/react-query';
import { draw } from './draw.ts';
import type { Sketch } from './sketch.ts';

export interface SketchToShow {
  /** Where the page will be: what is put there replaces the sketch. */
  place: HTMLElement;
  client: QueryClient;
  /** Undefined while not enough is known. */
  sketch(): Sketch | undefined;
  /** Ends when the page has read what it shows first. */
  read: Promise<void>;
}

/** Answers when the sketch has been painted, or when everything is read and there is nothing to draw. */
export function showSketch({ place, client, sketch, read }: SketchToShow): Promise<void> {
  const before = place.firstElementChild;
  return new Promise((resolve) => {
    const look = (): void => {
      const isTaken = place.firstElementChild !== before;
      const known = isTaken ? undefined : sketch();
      if (isTaken || known !== undefined) stop();
      if (known === undefined) return;
      place.replaceChildren(draw(known));
      afterPaint(resolve);
    };
    const stop = client.getQueryCache().subscribe(look);
    void read.then(() => {
      look();
      if (place.firstElementChild === before) resolve();
    });
  });
}

/** Calls in the task behind the next frame. */
function afterPaint(call: () => void): void {
  requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = call;
    port2.postMessage(undefined);
  });
}
