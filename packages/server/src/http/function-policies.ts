// Policies on functions: AddPermission and its kin, which work on statements, and the APIs of whole policies.

import type { Result } from '@perdure/protocol';
import type { Api, Call } from './api.ts';
import { api, type FunctionPorts, qualifiedFunctionApi } from './function-api.ts';
import { functionTarget } from './function-label.ts';
import { CREATED, NO_CONTENT } from './http-status.ts';
import { readRequest } from './request-reading.ts';
import { namespacedFunctionName, qualifier } from './validation/api-members.ts';
import { revisionId } from './validation/function-members.ts';
import { choice, flag, required, text } from './validation/member.ts';

const STATEMENT_ID_CHARS_MAX = 100;
const SOURCE_TOKEN_CHARS_MAX = 256;
const POLICY_CHARS_MAX = 20_480;

const statementId = required(
  text({ charsMin: 1, charsMax: STATEMENT_ID_CHARS_MAX, pattern: /^[a-zA-Z0-9-_]+$/ }),
);
const permissionMembers = {
  StatementId: statementId,
  Action: required(text({ pattern: /^(lambda:[*]|lambda:[a-zA-Z]+|[*])$/ })),
  Principal: required(text({ pattern: /^[^\s]+$/ })),
  SourceArn: text({
    pattern: /^arn:(aws[a-zA-Z0-9-]*):([a-zA-Z0-9-])+:([a-z]{2}(-[a-z]+)+-\d)?:(\d{12})?:(.*)$/,
  }),
  SourceAccount: text({ pattern: /^\d{12}$/ }),
  FunctionUrlAuthType: choice(['NONE', 'AWS_IAM']),
  InvokedViaFunctionUrl: flag,
  EventSourceToken: text({ charsMax: SOURCE_TOKEN_CHARS_MAX, pattern: /^[a-zA-Z0-9._-]+$/ }),
  PrincipalOrgID: text({ pattern: /^o-[a-z0-9]{10,32}$/ }),
  RevisionId: revisionId,
};

const permissionPath = '/2015-03-31/functions/{FunctionName}/policy';
const policyPath = '/2026-07-09/resource-policy/{ResourceArn}';

export function policyApis(ports: FunctionPorts): Api[] {
  const { policies } = ports.functions;
  return [
    qualifiedFunctionApi(ports, permissionMembers, {
      name: 'AddPermission',
      method: 'POST',
      path: permissionPath,
      status: CREATED,
      ask: (request) => policies.addPermission(request),
    }),
    qualifiedFunctionApi(
      ports,
      {},
      {
        name: 'GetPolicy',
        method: 'GET',
        path: permissionPath,
        ask: (request) => policies.getPolicy(request),
      },
    ),
    removeApi(ports),
    ...wholePolicyApis(ports),
  ];
}

const removeApi = (ports: FunctionPorts): Api =>
  api(
    {
      name: 'RemovePermission',
      method: 'DELETE',
      path: `${permissionPath}/{StatementId}`,
      status: NO_CONTENT,
    },
    async (call): Promise<Result<unknown>> => {
      const request = readRequest(call, {
        labels: { FunctionName: namespacedFunctionName, StatementId: statementId },
        query: { Qualifier: qualifier, RevisionId: revisionId },
      });
      if (!request.ok) return request;
      const { FunctionName, Qualifier, StatementId, RevisionId } = request.value;
      const target = targetOf(FunctionName, Qualifier, ports);
      if (!target.ok) return target;
      const revision = RevisionId === undefined ? {} : { RevisionId };
      return ports.functions.policies.removePermission({ ...target.value, StatementId, ...revision });
    },
  );

function wholePolicyApis(ports: FunctionPorts): Api[] {
  const { policies } = ports.functions;
  const body = {
    Policy: required(text({ charsMin: 1, charsMax: POLICY_CHARS_MAX })),
    RevisionId: revisionId,
  };
  return [
    api({ name: 'PutResourcePolicy', method: 'PUT', path: policyPath }, async (call) => {
      const named = namedFunction(call, ports);
      if (!named.ok) return named;
      const request = readRequest(call, { body });
      return request.ok ? policies.putPolicy({ ...named.value, ...request.value }) : request;
    }),
    api({ name: 'GetResourcePolicy', method: 'GET', path: policyPath }, async (call) => {
      const named = namedFunction(call, ports);
      return named.ok ? policies.getPolicy(named.value) : named;
    }),
    api(
      { name: 'DeleteResourcePolicy', method: 'DELETE', path: policyPath, status: NO_CONTENT },
      async (call) => {
        const named = namedFunction(call, ports);
        if (!named.ok) return named;
        const request = readRequest(call, { query: { RevisionId: revisionId } });
        return request.ok ? policies.deletePolicy({ ...named.value, ...request.value }) : request;
      },
    ),
  ];
}

interface NamedFunction {
  FunctionName: string;
  Qualifier?: string;
}

function targetOf(name: string, given: string | undefined, { home }: FunctionPorts): Result<NamedFunction> {
  const target = functionTarget(name, given, home);
  if (!target.ok) return target;
  const { functionName: FunctionName, qualifier: Qualifier } = target.value;
  return { ok: true, value: Qualifier === undefined ? { FunctionName } : { FunctionName, Qualifier } };
}

function namedFunction(call: Call, ports: FunctionPorts): Result<NamedFunction> {
  const request = readRequest(call, { labels: { ResourceArn: namespacedFunctionName } });
  return request.ok ? targetOf(request.value.ResourceArn, undefined, ports) : request;
}
