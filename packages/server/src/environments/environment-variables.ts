// The variables that a function's process sees. Of the server's own variables it sees only those that every program
// needs: what the server knows (store passwords, keys) is not the function's.

import { delimiter, join } from 'node:path';
import type { Millis } from '@perdure/protocol';
import type { LaunchPlan } from './launch-plan.ts';
import type { LaunchOrder } from './machine.ts';

export interface FunctionCredentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
  /** Absent: they do not expire. */
  expiresAt?: Millis;
}

/** What only the machine knows that runs the process. */
export interface EnvironmentSurroundings {
  runtimeApi: string;
  codeDirectory: string;
  temporaryDirectory: string;
}

/** What AWS SDKs read: the services that this server has are reached here, unless the function says otherwise. */
const serviceEndpoints = (endpoint: string): Record<string, string> => ({
  AWS_ENDPOINT_URL_LAMBDA: endpoint,
  AWS_ENDPOINT_URL_DYNAMODB: endpoint,
  AWS_ENDPOINT_URL_EVENTBRIDGE: endpoint,
});

/** The last ones name certificates of this machine that a server of one's own may be signed with. */
const inheritedNames = ['PATH', 'HOME', 'LANG', 'LC_ALL', 'NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE'];

export function environmentVariables(
  { deployed, region, apiEndpoint, credentials, logStreamName }: LaunchOrder,
  plan: LaunchPlan,
  { runtimeApi, codeDirectory, temporaryDirectory }: EnvironmentSurroundings,
): Record<string, string> {
  return {
    ...inherited(),
    TZ: ':UTC',
    LD_LIBRARY_PATH: libraryPath(codeDirectory),
    // An SDK for traces that finds none shall say so in the log rather than fail the function.
    AWS_XRAY_CONTEXT_MISSING: 'LOG_ERROR',
    ...serviceEndpoints(apiEndpoint),
    ...deployed.environment,
    ...plan.variables,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    ...(credentials.sessionToken === undefined ? {} : { AWS_SESSION_TOKEN: credentials.sessionToken }),
    AWS_EXECUTION_ENV: `AWS_Lambda_${deployed.runtime}`,
    AWS_LAMBDA_RUNTIME_API: runtimeApi,
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_FUNCTION_NAME: deployed.functionName,
    AWS_LAMBDA_FUNCTION_VERSION: deployed.version,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(deployed.memoryMegabytes),
    AWS_LAMBDA_MAX_CONCURRENCY: String(deployed.environmentConcurrency),
    AWS_LAMBDA_LOG_GROUP_NAME: deployed.logging?.group ?? `/aws/lambda/${deployed.functionName}`,
    AWS_LAMBDA_LOG_STREAM_NAME: logStreamName,
    AWS_LAMBDA_LOG_FORMAT: deployed.logging?.format ?? 'Text',
    ...(deployed.logging?.level === undefined ? {} : { AWS_LAMBDA_LOG_LEVEL: deployed.logging.level }),
    LAMBDA_TASK_ROOT: codeDirectory,
    LAMBDA_RUNTIME_DIR: plan.runtimeDirectory,
    TMPDIR: temporaryDirectory,
    _HANDLER: deployed.handler,
  };
}

/** Native libraries lie beside the code, as on Lambda. */
function libraryPath(codeDirectory: string): string {
  const own = process.env.LD_LIBRARY_PATH;
  return [codeDirectory, join(codeDirectory, 'lib'), ...(own ? [own] : [])].join(delimiter);
}

function inherited(): Record<string, string> {
  const found: Record<string, string> = {};
  for (const name of inheritedNames) {
    const value = process.env[name];
    if (value !== undefined) found[name] = value;
  }
  return found;
}
