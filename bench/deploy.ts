// Deploys the functions of the benchmark through the public API.

import { fileURLToPath } from 'node:url';
import {
  CreateFunctionCommand,
  type DurableConfig,
  LambdaClient,
  type Runtime,
} from '@aws-sdk/client-lambda';
import { build } from 'esbuild';
import { zipSync } from 'fflate';

export interface BenchFunction {
  /** The function's name, and that of its file. */
  file: string;
  /** Under which name it is deployed. */
  name: string;
  /** Invocations that one environment may run at a time. */
  environmentConcurrency: number;
  /** Default: executions of at most 15 minutes, kept for a day. */
  durable?: DurableConfig;
}

const shortLived: DurableConfig = { ExecutionTimeout: 900, RetentionPeriodInDays: 1 };

export function clientOf(endpoint: string): LambdaClient {
  return new LambdaClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' },
  });
}

export async function deploy(
  endpoint: string,
  { file, name, environmentConcurrency, durable = shortLived }: BenchFunction,
): Promise<void> {
  const entry = fileURLToPath(new URL(`functions/${file}.ts`, import.meta.url));
  const bundle = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
    target: 'node24',
  });
  const [output] = bundle.outputFiles;
  const zip = zipSync({ 'index.mjs': output?.contents ?? new Uint8Array() });
  await clientOf(endpoint).send(
    new CreateFunctionCommand({
      FunctionName: name,
      Role: 'arn:aws:iam::000000000000:role/bench',
      Runtime: 'nodejs24.x' as Runtime,
      Handler: 'index.handler',
      Timeout: 60,
      MemorySize: 512,
      Code: { ZipFile: zip },
      DurableConfig: durable,
      ...(environmentConcurrency === 1
        ? {}
        : {
            CapacityProviderConfig: {
              LambdaManagedInstancesCapacityProviderConfig: {
                CapacityProviderArn: 'arn:aws:lambda:us-east-1:000000000000:capacity-provider:bench',
                PerExecutionEnvironmentMaxConcurrency: environmentConcurrency,
              },
            },
          }),
    }),
  );
}

export const invokePath = (name: string): string =>
  `/2015-03-31/functions/${name}/invocations?Qualifier=%24LATEST`;
