// How the paths of APIs become routes, and how labels are taken from a requested path.
//
// Most labels are one segment, and the router finds them. A greedy label, `{DurableExecutionArn+}`, is followed by at most
// one fixed segment, the verb. Clients send such a label encoded, as one segment, but tools and people also send it with
// its slashes as they are: so the label is the longest piece between what stands before it and the verb. All APIs that
// share the piece before a greedy label share one wildcard route.

import type { Api } from './api.ts';

export type RoutePath =
  | { readonly kind: 'segments'; readonly url: string }
  | { readonly kind: 'greedy'; readonly prefix: string; readonly label: string; readonly verb: string };

const greedyPath = /^(.*\/)\{(\w+)\+\}(?:\/([\w-]+))?$/;
const segmentLabel = /\{(\w+)\}/g;

/** Reads the path of an API; `verb` is empty when nothing follows the greedy label. */
export function routePath(api: Api): RoutePath {
  const match = greedyPath.exec(api.path);
  if (match === null) return { kind: 'segments', url: api.path.replace(segmentLabel, ':$1') };
  const [, prefix = '', label = '', verb = ''] = match;
  return { kind: 'greedy', prefix, label, verb };
}

export interface GreedyMatch {
  /** Undecoded. */
  readonly label: string;
  /** Empty when the label ends the path. */
  readonly verb: string;
}

/**
 * Splits what follows the prefix into label and verb. A last segment that is no known verb belongs to the label.
 * Undefined when there is no label.
 */
export function matchGreedy(rest: string, verbs: ReadonlySet<string>): GreedyMatch | undefined {
  const trimmed = rest.endsWith('/') ? rest.slice(0, -1) : rest;
  const cut = trimmed.lastIndexOf('/');
  const last = trimmed.slice(cut + 1);
  if (cut >= 0 && verbs.has(last))
    return cut === 0 ? undefined : { label: trimmed.slice(0, cut), verb: last };
  return trimmed === '' ? undefined : { label: trimmed, verb: '' };
}

/** Decodes percent-encoding once. Undefined when it is malformed. */
export function decodeLabel(label: string): string | undefined {
  try {
    return decodeURIComponent(label);
  } catch {
    return undefined;
  }
}
