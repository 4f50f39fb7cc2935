// GET /perdure/functions/{FunctionName}/code: the archive of a version, as it was uploaded. Lambda gives a link to it instead.

import { accepted, type Realm, type Result } from '@perdure/protocol';
import type { Answer, Api, Call } from '../api.ts';
import type { FunctionControlPlane } from '../function-control-plane.ts';
import { functionTarget } from '../function-label.ts';
import { OK } from '../http-status.ts';
import { readRequest } from '../request-reading.ts';
import { namespacedFunctionName, qualifier } from '../validation/api-members.ts';

export interface FunctionCodePorts {
  readonly functions: Pick<FunctionControlPlane, 'getFunctionConfiguration'>;
  readonly home: Realm;
  /** The archive of this hash; undefined when there is none. */
  readCode(codeSha256: string): Promise<Uint8Array | undefined>;
}

export const functionCodeApi = (ports: FunctionCodePorts): Api => ({
  name: 'perdure:GetFunctionCode',
  method: 'GET',
  path: '/perdure/functions/{FunctionName}/code',
  handle: (call) => answerCode(call, ports),
});

async function answerCode(call: Call, ports: FunctionCodePorts): Promise<Result<Answer>> {
  const request = readRequest(call, {
    labels: { FunctionName: namespacedFunctionName },
    query: { Qualifier: qualifier },
  });
  if (!request.ok) return request;
  const target = functionTarget(request.value.FunctionName, request.value.Qualifier, ports.home);
  if (!target.ok) return target;
  const { functionName: FunctionName, qualifier: Qualifier } = target.value;
  const found = await ports.functions.getFunctionConfiguration({
    FunctionName,
    ...(Qualifier !== undefined && { Qualifier }),
  });
  if (!found.ok) return found;
  const code = await ports.readCode(found.value.CodeSha256);
  if (code === undefined) throw new Error(`the code ${found.value.CodeSha256} is not in the store`);
  return accepted({ status: OK, headers: { 'content-type': 'application/zip' }, body: code });
}
