// GET /perdure/audit: who did what, newest first; and whether the log is as it was written.

import { accepted, type Result, toEpochSeconds } from '@perdure/protocol';
import type { AuditEntry } from '../../../auth/audit/audit-entry.ts';
import { type AuditPosition, searchAudit } from '../../../auth/audit/search-audit.ts';
import { verifyAudit } from '../../../auth/audit/verify-audit.ts';
import { decodeMarker, encodeMarker } from '../../../executions/markers.ts';
import { type Answer, type Api, type Call, jsonAnswer } from '../../api.ts';
import { pageItems } from '../../paging.ts';
import { readRequest } from '../../request-reading.ts';
import { marker, maxItems } from '../../validation/api-members.ts';
import { instant, text } from '../../validation/member.ts';
import { knownParametersOnly } from '../known-parameters.ts';
import type { AuthPorts } from './auth-ports.ts';

const FILTER_CHARS_MAX = 1024;
const filter = text({ charsMin: 1, charsMax: FILTER_CHARS_MAX });
const query = {
  Identity: filter,
  Action: filter,
  Resource: filter,
  Outcome: filter,
  From: instant,
  To: instant,
  Marker: marker,
  MaxItems: maxItems,
};
const MARKER_SUBJECT = 'audit';

export const auditApis = (ports: AuthPorts): Api[] => [
  {
    name: 'perdure:GetAuditLog',
    method: 'GET',
    path: '/perdure/audit',
    handle: (call) => search(call, ports),
  },
  {
    name: 'perdure:GetAuditVerification',
    method: 'GET',
    path: '/perdure/audit/verification',
    handle: () => verify(ports),
  },
];

async function verify({ audit }: AuthPorts): Promise<Result<Answer>> {
  const { entries, firstSequence, broken } = await verifyAudit(audit.folder, audit.written);
  return jsonAnswer({
    Intact: broken === undefined,
    Entries: entries,
    ...(firstSequence === undefined ? {} : { FirstSequence: firstSequence }),
    ...(broken === undefined ? {} : { BrokenAt: { File: broken.file, Line: broken.line } }),
  });
}

async function search(call: Call, { audit, now }: AuthPorts): Promise<Result<Answer>> {
  const known = knownParametersOnly(call, query, 'The audit log cannot be searched by');
  if (!known.ok) return known;
  const request = readRequest(call, { query });
  if (!request.ok) return request;
  const { Identity, Action, Resource, Outcome, From, To, Marker, MaxItems } = request.value;
  const after = positionOf(Marker, now());
  if (!after.ok) return after;
  const page = await searchAudit(audit.folder, {
    ...(Identity === undefined ? {} : { identity: Identity }),
    ...(Action === undefined ? {} : { action: Action }),
    ...(Resource === undefined ? {} : { resource: Resource }),
    ...(Outcome === undefined ? {} : { outcome: Outcome }),
    ...(From === undefined ? {} : { from: From }),
    ...(To === undefined ? {} : { to: To }),
    itemsMax: pageItems(MaxItems),
    ...(after.value === undefined ? {} : { after: after.value }),
  });
  const NextMarker = page.next && markerOf(page.next, now());
  return jsonAnswer({
    AuditEvents: page.entries.map(wireEntry),
    ...(NextMarker === undefined ? {} : { NextMarker }),
  });
}

const markerOf = ({ file, offset }: AuditPosition, issuedAt: number): string =>
  encodeMarker({ issuedAt, query: MARKER_SUBJECT, position: `${file}/${offset}` });

function positionOf(text: string | undefined, now: number): Result<AuditPosition | undefined> {
  if (text === undefined || text === '') return accepted(undefined);
  const position = decodeMarker(text, MARKER_SUBJECT, now);
  if (!position.ok) return position;
  const [file = '', offset] = position.value.split('/');
  return accepted({ file, offset: Number(offset) });
}

function wireEntry(entry: AuditEntry) {
  const { at, requestId, action, resource, identity, accessKeyId, sourceIp, userAgent, outcome } = entry;
  return {
    Sequence: entry.sequence,
    Timestamp: toEpochSeconds(at),
    RequestId: requestId,
    Action: action,
    Resource: resource,
    Outcome: outcome,
    ...(identity === undefined ? {} : { Identity: { Arn: identity } }),
    ...(accessKeyId === undefined ? {} : { AccessKeyId: accessKeyId }),
    ...(sourceIp === undefined ? {} : { SourceIp: sourceIp }),
    ...(userAgent === undefined ? {} : { UserAgent: userAgent }),
    Chain: entry.chain,
  };
}
