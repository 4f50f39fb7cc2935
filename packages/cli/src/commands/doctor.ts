// `perdure doctor`: looks whether this machine can run Perdure, and says what to do where it cannot.

import type { Command } from 'commander';
import { type ApiOptions, connect, withApiOptions } from '../connection/api-options.ts';
import { dataChecks } from '../doctor/data-check.ts';
import type { Finding } from '../doctor/finding.ts';
import { bundlerCheck, nodeCheck, pythonCheck, watchCheck } from '../doctor/machine-checks.ts';
import { serverChecks } from '../doctor/server-checks.ts';
import { exitCodes } from '../failure.ts';
import { type Palette, palette } from '../output/palette.ts';
import { withProgress } from '../output/progress.ts';
import type { CommandContext } from './command-context.ts';

interface Options extends ApiOptions {
  data: string;
}

export function doctorCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('doctor')
    .description('check Node, the port, the data directory and the server, and say what to do')
    .option('--data <directory>', 'where a server would keep everything', '.perdure');
  withApiOptions(command).action((options: Options) => doctor(options, context));
}

async function doctor(options: Options, { terminal, end }: CommandContext): Promise<void> {
  const { api, printer } = await connect(options, terminal);
  const { hostname } = new URL(api.transport.endpoint);
  const isLocal = ['127.0.0.1', 'localhost', '[::1]'].includes(hostname);
  const checks = Promise.all([
    nodeCheck(),
    bundlerCheck(),
    pythonCheck(),
    watchCheck(),
    dataChecks(options.data),
    serverChecks(api.transport, isLocal),
  ]);
  const findings = (await withProgress(terminal, 'Looking', checks))
    .flat()
    .filter((finding) => finding !== undefined);
  const colours = palette(terminal);
  printer.printList('Findings', findings, () =>
    findings.map((finding) => findingText(finding, colours)).join('\n'),
  );
  if (findings.some(({ verdict }) => verdict === 'bad')) end(exitCodes.failed);
}

function findingText({ subject, verdict, found, advice }: Finding, colours: Palette): string {
  const mark = { good: colours.good('✔'), warning: colours.waiting('!'), bad: colours.bad('✖') }[verdict];
  const lines = [`${mark} ${subject}: ${found}`];
  if (advice !== undefined) lines.push(`  ${advice}`);
  return lines.join('\n');
}
