// The command line: which commands there are. What each does is in commands/.

import { Command } from 'commander';
import manifest from '../package.json' with { type: 'json' };
import { auditCommand } from './commands/audit.ts';
import { authCommand } from './commands/auth/auth.ts';
import { callbackFailCommand } from './commands/callback-fail.ts';
import { callbackHeartbeatCommand } from './commands/callback-heartbeat.ts';
import { callbackListCommand } from './commands/callback-list.ts';
import { callbackSucceedCommand } from './commands/callback-succeed.ts';
import type { CommandContext } from './commands/command-context.ts';
import { completionCommand } from './commands/completion.ts';
import { configCommand } from './commands/config.ts';
import { deployCommand } from './commands/deploy.ts';
import { devCommand } from './commands/dev.ts';
import { doctorCommand } from './commands/doctor.ts';
import { executionDeleteCommand } from './commands/execution-delete.ts';
import { executionGetCommand } from './commands/execution-get.ts';
import { executionHistoryCommand } from './commands/execution-history.ts';
import { executionListCommand } from './commands/execution-list.ts';
import { executionPauseCommand, executionResumeCommand } from './commands/execution-pause.ts';
import { executionStopCommand } from './commands/execution-stop.ts';
import { executionWatchCommand } from './commands/execution-watch.ts';
import { functionDeleteCommand } from './commands/function-delete.ts';
import { functionGetCommand } from './commands/function-get.ts';
import { functionListCommand } from './commands/function-list.ts';
import { functionAliasesCommand, functionVersionsCommand } from './commands/function-versions.ts';
import { invokeCommand } from './commands/invoke.ts';
import { logsCommand } from './commands/logs.ts';
import { startCommand } from './commands/start.ts';
import { testRunCommand } from './commands/test-run.ts';
import { undeployCommand } from './commands/undeploy.ts';
import { workerCommand } from './commands/worker.ts';
import type { ExitCode } from './failure.ts';
import { exampleText } from './help/examples.ts';
import type { Terminal } from './terminal.ts';

/** `end` receives the exit code of a command that ran, when it is not 0. */
export function createProgram(terminal: Terminal, end: (code: ExitCode) => void): Command {
  const program = new Command('perdure')
    .description('AWS Lambda durable functions, running anywhere.')
    .version(manifest.version)
    // Options behind a subcommand are the subcommand's, although its parent may have some of the same names.
    .enablePositionalOptions()
    .showHelpAfterError('Run with --help to see what there is.')
    .addHelpText('after', examples);
  const context: CommandContext = { terminal, end };
  devCommand(program, context);
  startCommand(program, context);
  deployCommand(program, context);
  undeployCommand(program, context);
  invokeCommand(program, context);
  logsCommand(program, context);

  const execution = program.command('execution').description('look at durable executions, and act on them');
  executionListCommand(execution, context);
  executionGetCommand(execution, context);
  executionHistoryCommand(execution, context);
  executionWatchCommand(execution, context);
  executionStopCommand(execution, context);
  executionPauseCommand(execution, context);
  executionResumeCommand(execution, context);
  executionDeleteCommand(execution, context);

  const callback = program.command('callback').description('answer the callbacks that executions wait for');
  callbackListCommand(callback, context);
  callbackSucceedCommand(callback, context);
  callbackFailCommand(callback, context);
  callbackHeartbeatCommand(callback, context);

  const functions = program.command('function').description('look at functions, and delete them');
  functionListCommand(functions, context);
  functionGetCommand(functions, context);
  functionVersionsCommand(functions, context);
  functionAliasesCommand(functions, context);
  functionDeleteCommand(functions, context);

  const tests = program.command('test').description('try durable functions without a server');
  testRunCommand(tests, context);
  authCommand(program, context);
  auditCommand(program, context);
  configCommand(program, context);
  doctorCommand(program, context);
  completionCommand(program, context);
  workerCommand(program, context);

  for (const command of allCommands(program)) {
    const text = exampleText(pathOf(command));
    if (text !== undefined) command.addHelpText('after', text);
    command.exitOverride().configureOutput({ writeOut: terminal.out, writeErr: terminal.err });
  }
  return program;
}

/** `execution get` */
function pathOf(command: Command): string {
  const { parent } = command;
  return parent === null ? '' : `${pathOf(parent)} ${command.name()}`.trim();
}

const allCommands = (command: Command): Command[] => [command, ...command.commands.flatMap(allCommands)];

const examples = `
Examples:
  $ npx perdure start
  $ npx perdure deploy examples/order/order.ts
  $ npx perdure deploy template.yaml --plan
  $ npx perdure invoke order --event examples/order/events/order.json
  $ npx perdure execution list order
`;
