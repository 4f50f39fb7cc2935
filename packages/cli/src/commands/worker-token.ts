// `perdure worker token`: makes, lists and deletes the tokens by which workers are known.

import type { Command } from 'commander';
import { type ApiOptions, connect, withApiOptions } from '../connection/api-options.ts';
import { workerTokenTable } from '../output/worker-table.ts';
import { createWorkerToken, deleteWorkerToken, listWorkerTokens } from '../worker/workers-api.ts';
import type { CommandContext } from './command-context.ts';

export function workerTokenCommand(parent: Command, { terminal }: CommandContext): void {
  const token = parent.command('token').description('make, list and delete worker tokens');

  const create = token
    .command('create')
    .description('make a token; it is shown this once')
    .option('--name <name>', 'for people, such as the machine that it is for', 'worker');
  withApiOptions(create).action(async (options: ApiOptions & { name: string }) => {
    const { api, printer } = await connect(options, terminal);
    const created = await createWorkerToken(api.transport, options.name);
    printer.print(created, () => created.Token);
  });

  const list = token.command('list').description('list the tokens, without their secrets');
  withApiOptions(list).action(async (options: ApiOptions) => {
    const { api, printer } = await connect(options, terminal);
    const tokens = await listWorkerTokens(api.transport);
    printer.printList('WorkerTokens', tokens, () => workerTokenTable(tokens));
  });

  const remove = token
    .command('delete')
    .description('delete a token; workers that came with it are cut off')
    .argument('<id>', 'its id, as the list shows it');
  withApiOptions(remove).action(async (tokenId: string, options: ApiOptions) => {
    const { api, printer } = await connect(options, terminal);
    await deleteWorkerToken(api.transport, tokenId);
    printer.print({ TokenId: tokenId }, () => `Deleted the token ${tokenId}`);
  });
}
