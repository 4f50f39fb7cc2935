// Which API a command talks to, and as whom: a Perdure server, or Lambda itself with --remote.

import { type Command, Option } from 'commander';
import { CommandFailure, exitCodes } from '../failure.ts';
import { LambdaApi } from '../lambda-api.ts';
import { type Format, formats, Printer } from '../output/printer.ts';
import type { Terminal } from '../terminal.ts';
import { ApiTransport } from './api-transport.ts';
import { requestSigner } from './request-signer.ts';
import { readSettings } from './user-settings.ts';

export interface ApiOptions {
  endpoint?: string;
  remote?: boolean;
  profile?: string;
  region?: string;
  format?: Format;
}

/** What a command works with once the options, the environment and the settings have been put together. */
export interface Connection {
  api: LambdaApi;
  printer: Printer;
}

export const DEFAULT_ENDPOINT = 'http://127.0.0.1:7070';
const DEFAULT_REGION = 'us-east-1';

/** Adds --endpoint, --remote, --profile, --region and --format. */
export function withApiOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--endpoint <url>', `the server to talk to (default: ${DEFAULT_ENDPOINT})`).env(
        'PERDURE_ENDPOINT',
      ),
    )
    .addOption(new Option('--remote', 'talk to AWS Lambda itself').conflicts('endpoint'))
    .option('--profile <name>', 'sign requests with the credentials of this profile of ~/.aws')
    .option('--region <name>', 'AWS region (default: AWS_REGION, else us-east-1)')
    .addOption(new Option('--format <format>', 'how to print (default: table)').choices(formats));
}

export async function connect(
  options: ApiOptions,
  terminal: Terminal,
  env: NodeJS.ProcessEnv = process.env,
): Promise<Connection> {
  const settings = await readSettings();
  const format = options.format ?? formats.find((known) => known === settings.format) ?? 'table';
  const region =
    options.region ?? env.AWS_REGION ?? env.AWS_DEFAULT_REGION ?? settings.region ?? DEFAULT_REGION;
  const profile = options.profile ?? settings.profile;
  const endpoint = options.remote
    ? `https://lambda.${region}.amazonaws.com`
    : (options.endpoint ?? settings.endpoint ?? DEFAULT_ENDPOINT);
  if (!URL.canParse(endpoint))
    throw new CommandFailure(
      `${endpoint} is not a URL; give one such as ${DEFAULT_ENDPOINT}.`,
      exitCodes.usage,
    );
  const isKnown =
    profile !== undefined || env.AWS_PROFILE !== undefined || env.AWS_ACCESS_KEY_ID !== undefined;
  const sign = options.remote || isKnown ? await requestSigner({ region, profile }) : undefined;
  return { api: new LambdaApi(new ApiTransport(endpoint, sign)), printer: new Printer(terminal, format) };
}
