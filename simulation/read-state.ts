// Reading a whole state page by page, as a handler does before its first checkpoint.

import type { Operation } from '@perdure/protocol';
import type { HandlerContext } from './handler.ts';

const PAGE_ITEMS_MAX = 4;
const PAGES_MAX = 100;

/** Shows the pages to the checkers when all of them were read. */
export async function readWholeState(
  { world, life, random, reference }: HandlerContext,
  token: string,
): Promise<void> {
  const maxItems = random.between(1, PAGE_ITEMS_MAX);
  const operations: Operation[] = [];
  let marker: string | undefined;
  for (let pages = 0; pages < PAGES_MAX; pages += 1) {
    const query = { checkpointToken: token, maxItems, ...(marker === undefined ? {} : { marker }) };
    const answer = await world.network.ask(life, ({ executions }) => executions.state(reference, query));
    if (answer.kind !== 'answered' || !answer.result.ok) return;
    operations.push(...answer.result.value.Operations);
    marker = answer.result.value.NextMarker;
    if (marker === undefined) break;
  }
  world.trace.observe({ kind: 'state-shown', executionId: reference.executionId, token, operations });
}
