// PauseDurableExecution, ResumeDurableExecution, DeleteDurableExecution: what an operator may do to one execution, beside
// stopping it.

import {
  type ExecutionReference,
  type Millis,
  type Realm,
  type Result,
  toEpochSeconds,
} from '@perdure/protocol';
import type { ExecutionService } from '../executions/execution-service.ts';
import { type Answer, type Api, type Call, type HttpMethod, jsonAnswer } from './api.ts';
import { executionInRealm } from './execution-label.ts';
import { ACCEPTED, OK } from './http-status.ts';
import { readRequest } from './request-reading.ts';
import { clientToken, executionArn, reason } from './validation/api-members.ts';
import { flag } from './validation/member.ts';
import type { Members, ReadBy } from './validation/structure.ts';

const path = '/2025-12-01/durable-executions/{DurableExecutionArn+}';
const resumeBody = { ClientToken: clientToken, Reason: reason };
const pauseBody = { ...resumeBody, ExecutionTimeoutPaused: flag };

interface Described<Body extends Members> {
  readonly name: string;
  readonly method: HttpMethod;
  readonly path: string;
  readonly body: Body;
  /** The member of the answer that holds the time of the request. */
  readonly answerMember: string;
  readonly status: number;
  readonly ask: (
    reference: ExecutionReference,
    request: ReadBy<Body>,
  ) => Promise<Result<{ requestedAt: Millis }>>;
}

export function operateApis(executions: ExecutionService, home: Realm): Api[] {
  return [
    operateApi(home, {
      name: 'PauseDurableExecution',
      method: 'POST',
      path: `${path}/pause`,
      body: pauseBody,
      answerMember: 'PauseRequestTimestamp',
      status: OK,
      ask: (reference, { ExecutionTimeoutPaused = false, ...request }) =>
        executions.pause(reference, { timeoutPaused: ExecutionTimeoutPaused, ...requestOf(request) }),
    }),
    operateApi(home, {
      name: 'ResumeDurableExecution',
      method: 'POST',
      path: `${path}/resume`,
      body: resumeBody,
      answerMember: 'ResumeRequestTimestamp',
      status: OK,
      ask: (reference, request) => executions.resume(reference, requestOf(request)),
    }),
    operateApi(home, {
      name: 'DeleteDurableExecution',
      method: 'DELETE',
      path,
      body: {},
      answerMember: 'DeletionRequestTimestamp',
      status: ACCEPTED,
      ask: (reference) => executions.delete(reference),
    }),
  ];
}

const requestOf = ({ ClientToken, Reason }: { ClientToken?: string; Reason?: string }) => ({
  ...(ClientToken === undefined ? {} : { clientToken: ClientToken }),
  ...(Reason === undefined ? {} : { reason: Reason }),
});

function operateApi<const Body extends Members>(home: Realm, description: Described<Body>): Api {
  const { name, method, path: servedAt } = description;
  return { name, method, path: servedAt, handle: (call) => operate(call, home, description) };
}

async function operate<const Body extends Members>(
  call: Call,
  home: Realm,
  { body, answerMember, status, ask }: Described<Body>,
): Promise<Result<Answer>> {
  const named = readRequest(call, { labels: { DurableExecutionArn: executionArn } });
  if (!named.ok) return named;
  const request = readRequest(call, { body });
  if (!request.ok) return request;
  const reference = executionInRealm(named.value.DurableExecutionArn, home);
  if (!reference.ok) return reference;
  const asked = await ask(reference.value, request.value);
  if (!asked.ok) return asked;
  return jsonAnswer({ [answerMember]: toEpochSeconds(asked.value.requestedAt) }, status);
}
