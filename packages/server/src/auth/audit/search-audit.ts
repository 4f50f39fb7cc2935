// Finds entries of the audit log, newest first, a page at a time.

import { join } from 'node:path';
import type { Millis } from '@perdure/protocol';
import { accessLimits } from '../limits.ts';
import type { AuditEntry } from './audit-entry.ts';
import { auditFiles } from './audit-log.ts';
import { linesBackwards } from './read-backwards.ts';

export interface AuditQuery {
  /** What the ARN of the caller contains. */
  identity?: string;
  /** Of the action; without `lambda:` it is found too. */
  action?: string;
  /** What the resource begins with. */
  resource?: string;
  outcome?: string;
  /** Inclusive. */
  from?: Millis;
  /** Exclusive. */
  to?: Millis;
  itemsMax: number;
  after?: AuditPosition;
}

/** Where a page ended: a file, and the offset of the last line that was looked at. */
export interface AuditPosition {
  file: string;
  offset: number;
}

export interface AuditPage {
  entries: AuditEntry[];
  next?: AuditPosition;
}

export async function searchAudit(folder: string, query: AuditQuery): Promise<AuditPage> {
  const entries: AuditEntry[] = [];
  let lookedAt = 0;
  for (const file of await auditFiles(folder)) {
    if (query.after !== undefined && file > query.after.file) continue;
    if (query.to !== undefined && startOf(file) >= query.to) continue;
    if (query.from !== undefined && startOf(file) + DAY_MILLIS <= query.from) break;
    const end = query.after?.file === file ? query.after.offset : undefined;
    for await (const { offset, text } of linesBackwards(join(folder, file), end)) {
      const entry = JSON.parse(text) as AuditEntry;
      if (fits(entry, query)) entries.push(entry);
      lookedAt += 1;
      const isFull = entries.length >= query.itemsMax || lookedAt >= accessLimits.auditLinesLookedAtMax;
      if (isFull) return { entries, next: { file, offset } };
    }
  }
  return { entries };
}

const DAY_MILLIS = 86_400_000;
const startOf = (file: string): Millis => Date.parse(file.slice(0, 'yyyy-mm-dd'.length));

function fits(entry: AuditEntry, { identity, action, resource, outcome, from, to }: AuditQuery): boolean {
  return (
    (identity === undefined || entry.identity?.includes(identity) === true) &&
    (action === undefined || entry.action === action || entry.action === `lambda:${action}`) &&
    (resource === undefined || entry.resource.startsWith(resource)) &&
    (outcome === undefined || entry.outcome === outcome) &&
    (from === undefined || entry.at >= from) &&
    (to === undefined || entry.at < to)
  );
}
