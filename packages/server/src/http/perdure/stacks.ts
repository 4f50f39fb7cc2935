// The APIs of stacks: a document is put, got and removed as a whole.

import { accepted, type Result, refused, type StackDocument } from '@perdure/protocol';
import type { StackService } from '../../gateway/stacks/stack-service.ts';
import { type Answer, type Api, type Call, jsonAnswer } from '../api.ts';
import { CREATED, NO_CONTENT, OK } from '../http-status.ts';
import { jsonObject, readRequest } from '../request-reading.ts';
import { functionMaxItems, marker } from '../validation/api-members.ts';
import { text } from '../validation/member.ts';
import { Report } from '../validation/report.ts';
import { readMembers, refuseUnknowns } from '../validation/structure.ts';
import { stackLimits } from './stack-limits.ts';
import { stackDocument, stackName } from './stack-shape.ts';

const named = { labels: { StackName: stackName }, query: { RevisionId: text() } };

export const stackApis = (stacks: StackService): Api[] => [
  {
    name: 'perdure:PutStack',
    method: 'PUT',
    path: '/perdure/stacks/{StackName}',
    bodyBytesMax: stackLimits.documentBytesMax,
    handle: (call) => put(call, stacks),
  },
  {
    name: 'perdure:GetStack',
    method: 'GET',
    path: '/perdure/stacks/{StackName}',
    handle: async (call) => {
      const request = readRequest(call, named);
      if (!request.ok) return request;
      const found = await stacks.get(request.value.StackName);
      return found.ok ? jsonAnswer(found.value) : found;
    },
  },
  {
    name: 'perdure:ListStacks',
    method: 'GET',
    path: '/perdure/stacks',
    handle: async (call) => {
      const request = readRequest(call, { query: { Marker: marker, MaxItems: functionMaxItems } });
      if (!request.ok) return request;
      const page = await stacks.list(request.value);
      return page.ok ? jsonAnswer(page.value) : page;
    },
  },
  {
    name: 'perdure:DeleteStack',
    method: 'DELETE',
    path: '/perdure/stacks/{StackName}',
    handle: async (call) => {
      const request = readRequest(call, named);
      if (!request.ok) return request;
      const deleted = await stacks.delete(request.value.StackName, request.value.RevisionId);
      return deleted.ok ? accepted({ status: NO_CONTENT }) : deleted;
    },
  },
];

async function put(call: Call, stacks: StackService): Promise<Result<Answer>> {
  const request = readRequest(call, named);
  if (!request.ok) return request;
  const document = readDocument(call.body);
  if (!document.ok) return document;
  const stored = await stacks.put(request.value.StackName, document.value, request.value.RevisionId);
  if (!stored.ok) return stored;
  const { description, isNew } = stored.value;
  return jsonAnswer(description, isNew ? CREATED : OK);
}

function readDocument(body: Buffer): Result<StackDocument> {
  if (body.length === 0) return refused('SerializationException', 'The body must be a stack document');
  const given = jsonObject(body);
  if (!given.ok) return given;
  const report = new Report();
  refuseUnknowns(stackDocument, given.value, '', report);
  const document: StackDocument = readMembers(stackDocument, given.value, '', report, 'json');
  const refusal = report.refusal();
  return refusal === undefined ? accepted(document) : { ok: false, refusal };
}
