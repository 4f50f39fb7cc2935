// `perdure start`: runs a server until it is told to end. Each of its options is a setting of the configuration.

import { resolve } from 'node:path';
import type { RunningServer } from '@perdure/server';
import { type Command, InvalidArgumentError } from 'commander';
import { loadConfiguration } from '../configuration/layers.ts';
import { defaults, serverOptions } from '../configuration/server-options.ts';
import { openServer } from '../serve/open-server.ts';
import { collect, portNumber } from './argument-values.ts';
import type { CommandContext } from './command-context.ts';

/** The settings that have an option of their own; `--set` reaches the others. */
const optionOfSetting = {
  port: 'port',
  host: 'host',
  data: 'data',
  tlsCert: 'tls.certFile',
  tlsKey: 'tls.keyFile',
  requestsPerSecond: 'requestsPerSecond',
  environments: 'environments',
  privateTmp: 'privateTmp',
  logLevel: 'log.level',
  limits: 'limits.profile',
} as const;

type StartOptions = { [Option in keyof typeof optionOfSetting]?: string | number | boolean } & {
  config?: string;
  configProfile?: string;
  set?: string[];
};

export function startCommand(program: Command, context: CommandContext): void {
  program
    .command('start')
    .description('run a server; everything it was told is kept in one directory')
    .option(
      '--config <file>',
      'settings of the server (default: perdure.config.yaml, .json or .ts, if there is one)',
    )
    .option('--config-profile <name>', 'the profile of that file to use')
    .option(
      '--set <setting=value>',
      'any setting of that file, such as limits.operationsMax=5000; repeatable',
      setting,
    )
    .option(
      '--port <number>',
      `port to listen on; 0 takes a free one (default: ${defaults.port})`,
      portNumber,
    )
    .option('--host <address>', `address to listen on (default: ${defaults.host})`)
    .option('--data <directory>', `where everything is kept (default: ${defaults.data})`)
    .option('--tls-cert <file>', 'serve https with this certificate (PEM); it is read again when renewed')
    .option('--tls-key <file>', 'its private key (PEM)')
    .option('--requests-per-second <number>', 'of one user or role, functions apart')
    .option(
      '--environments <number>',
      'environments of all functions at a time (default: four for each processor); 0 leaves all to workers',
    )
    .option('--private-tmp', 'give each environment a /tmp of its own; needs Linux and user namespaces')
    .option('--limits <profile>', "aws: AWS's own; relaxed: what this server can bear (default: aws)")
    .option(
      '--log-level <level>',
      `of the server's own log on standard error (default: ${defaults['log.level']})`,
    )
    .action((options: StartOptions) => start(options, context));
}

function setting(text: string, previous: readonly string[] | undefined): string[] {
  if (text.indexOf('=') < 1) throw new InvalidArgumentError('Give setting=value.');
  return collect(text, previous);
}

async function start(given: StartOptions, { terminal }: CommandContext): Promise<void> {
  const directory = process.cwd();
  const { configuration, file, warnings } = await loadConfiguration({
    options: optionsOf(given),
    env: process.env,
    directory,
    ...(given.config === undefined ? {} : { file: given.config }),
    ...(given.configProfile === undefined ? {} : { profile: given.configProfile }),
  });
  for (const warning of warnings) terminal.err(`${warning}\n`);
  const { defaultEngineSettings } = await import('@perdure/server');
  const configured = serverOptions(configuration, resolve(directory, defaults.data), defaultEngineSettings);
  const { place, options, logLevel } = configured;
  const interrupted = terminal.interrupted();
  const server = await openServer({ ...place, settings: { ...options, logLevel } });
  terminal.out(`Perdure listens on ${server.endpoint}, with its data in ${place.directory}\n`);
  if (file !== undefined) terminal.out(`Its settings are those of ${file}.\n`);
  terminal.out(`Its console: ${consoleAddress(server)}\n`);
  if (options.tls === undefined && !isOwnMachine(place.host)) terminal.err(plainWarning);
  // Where nobody sits, standard error is the server's own log, which programs read.
  if (terminal.interactive) {
    terminal.err('Ctrl-C ends it. Executions that are open then go on at the next start.\n');
  }
  await interrupted;
  await server.close();
}

function optionsOf(given: StartOptions): Map<string, unknown> {
  const options = new Map<string, unknown>();
  for (const text of given.set ?? []) {
    const cut = text.indexOf('=');
    options.set(text.slice(0, cut), text.slice(cut + 1));
  }
  for (const [option, path] of Object.entries(optionOfSetting)) {
    const value = given[option as keyof typeof optionOfSetting];
    if (value !== undefined) options.set(path, value);
  }
  return options;
}

/** Where callers must say who they are, whoever starts the server gets a link that does so, once. */
const consoleAddress = (server: RunningServer): string =>
  server.isLoginRequired() ? server.loginLink() : `${server.endpoint}/perdure/console`;

const isOwnMachine = (host: string): boolean =>
  host === 'localhost' || host === '::1' || host.startsWith('127.');

const plainWarning =
  'Without TLS, whoever listens on the network reads what is sent, logins of the console included. Give --tls-cert and\n' +
  '--tls-key, or put a proxy with TLS in front.\n';
