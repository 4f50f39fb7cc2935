// Reads the whole audit log and judges its chain: whether a line was changed, added or taken out since it was written.

import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { isObject } from '../../http/validation/structure.ts';
import type { AuditEntry } from './audit-entry.ts';
import { auditFiles, chainOf } from './audit-log.ts';

export interface AuditVerdict {
  /** How many entries follow from the ones before them. */
  entries: number;
  /** Where the log begins: above 1 when older files were taken away. */
  firstSequence?: number;
  /** What does not follow: the first line whose chain is another one, or the end, when entries are missing there. */
  broken?: { file: string; line: number };
}

/** `written` is what the log has written so far; what lies behind it is judged too. */
export async function verifyAudit(
  folder: string,
  written: { sequence: number; chain: string },
): Promise<AuditVerdict> {
  let last: AuditEntry | undefined;
  let firstSequence: number | undefined;
  let entries = 0;
  let place = { file: '', line: 0 };
  let isSeen = written.sequence === 0;
  for (const file of (await auditFiles(folder)).reverse()) {
    place = { file, line: 0 };
    for await (const text of createInterface({ input: createReadStream(join(folder, file)) })) {
      place = { file, line: place.line + 1 };
      const entry = read(text);
      if (entry === undefined || !follows(last, entry)) {
        return { entries, ...begun(firstSequence), broken: place };
      }
      firstSequence ??= entry.sequence;
      entries += 1;
      last = entry;
      isSeen ||= entry.sequence === written.sequence && entry.chain === written.chain;
    }
  }
  return { entries, ...begun(firstSequence), ...(isSeen ? {} : { broken: place }) };
}

const begun = (firstSequence: number | undefined): { firstSequence?: number } =>
  firstSequence === undefined ? {} : { firstSequence };

/** The first entry can be judged only if it is the first of all: what it follows may have been archived. */
function follows(last: AuditEntry | undefined, entry: AuditEntry): boolean {
  if (last === undefined && entry.sequence !== 1) return true;
  const expected = last === undefined ? 1 : last.sequence + 1;
  return entry.sequence === expected && entry.chain === chainOf(last?.chain ?? '', entry);
}

function read(text: string): AuditEntry | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) && typeof value.sequence === 'number'
      ? (value as unknown as AuditEntry)
      : undefined;
  } catch {
    return undefined;
  }
}
