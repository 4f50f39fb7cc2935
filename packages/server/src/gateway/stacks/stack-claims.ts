// Whose a name is. What a stack holds bears names that are unique in the server, in the bus or in the group: two stacks, or
// two items of one, never share one.

import type { StackDocument } from '@perdure/protocol';
import { ruleKey, scheduleKey } from './stack-addresses.ts';

/** What a document claims, each as a phrase such as `the table orders`. */
export function claimsOf(document: StackDocument): string[] {
  const { Apis = [], FunctionUrls = [], EventBuses = [], Rules = [], Schedules = [], Tables = [] } = document;
  return [
    ...Apis.map(({ ApiId }) => `the API ${ApiId}`),
    ...FunctionUrls.map(({ UrlId }) => `the function URL ${UrlId}`),
    ...EventBuses.map(({ Name }) => `the event bus ${Name}`),
    ...Rules.map((rule) => `the rule ${ruleKey(rule)}`),
    ...Schedules.map((schedule) => `the schedule ${scheduleKey(schedule)}`),
    ...Tables.map(({ TableName }) => `the table ${TableName}`),
  ];
}

/** What the document claims twice. */
export function claimedTwice(document: StackDocument): string | undefined {
  const seen = new Set<string>();
  return claimsOf(document).find((claim) => seen.size === seen.add(claim).size);
}

/** What the document claims and another stack has, with that stack's name. */
export function claimedByOther(
  document: StackDocument,
  others: Iterable<readonly [string, StackDocument]>,
): { claim: string; owner: string } | undefined {
  const claims = new Set(claimsOf(document));
  for (const [owner, other] of others) {
    const claim = claimsOf(other).find((each) => claims.has(each));
    if (claim !== undefined) return { claim, owner };
  }
  return undefined;
}
