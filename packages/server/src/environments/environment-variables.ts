// The variables that a function's process sees. Of the server's own variables it sees only those that every program
// needs: what the server knows (store passwords, keys) is not the function's.

import type { DeployedFunction } from '../functions/deployed-function.ts';

export interface FunctionCredentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

export interface EnvironmentSetting {
  runtimeApi: string;
  region: string;
  /** The server's own Lambda API: where the SDK inside the function sends its checkpoints. */
  apiEndpoint: string;
  credentials: FunctionCredentials;
  codeDirectory: string;
  temporaryDirectory: string;
  logStreamName: string;
}

const inheritedNames = ['PATH', 'HOME', 'LANG', 'LC_ALL', 'LD_LIBRARY_PATH'];

export function environmentVariables(
  deployed: DeployedFunction,
  setting: EnvironmentSetting,
  runtimeVariables: Readonly<Record<string, string>>,
): Record<string, string> {
  const { credentials } = setting;
  return {
    ...inherited(),
    TZ: ':UTC',
    AWS_ENDPOINT_URL_LAMBDA: setting.apiEndpoint,
    AWS_REGION: setting.region,
    AWS_DEFAULT_REGION: setting.region,
    ...deployed.environment,
    ...runtimeVariables,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    ...(credentials.sessionToken === undefined ? {} : { AWS_SESSION_TOKEN: credentials.sessionToken }),
    AWS_EXECUTION_ENV: `AWS_Lambda_${deployed.runtime}`,
    AWS_LAMBDA_RUNTIME_API: setting.runtimeApi,
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_FUNCTION_NAME: deployed.functionName,
    AWS_LAMBDA_FUNCTION_VERSION: deployed.version,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(deployed.memoryMegabytes),
    AWS_LAMBDA_MAX_CONCURRENCY: String(deployed.environmentConcurrency),
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${deployed.functionName}`,
    AWS_LAMBDA_LOG_STREAM_NAME: setting.logStreamName,
    LAMBDA_TASK_ROOT: setting.codeDirectory,
    TMPDIR: setting.temporaryDirectory,
    _HANDLER: deployed.handler,
  };
}

function inherited(): Record<string, string> {
  const found: Record<string, string> = {};
  for (const name of inheritedNames) {
    const value = process.env[name];
    if (value !== undefined) found[name] = value;
  }
  return found;
}
