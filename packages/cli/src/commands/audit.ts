// `perdure audit`: who did what.

import type { Command } from 'commander';
import type { AuditEvent } from '../auth/auth-api.ts';
import { type ApiOptions, withApiOptions } from '../connection/api-options.ts';
import { auditTable } from '../output/identity-table.ts';
import { withProgress } from '../output/progress.ts';
import { positiveInteger } from './argument-values.ts';
import { connectAuth } from './auth/auth-connection.ts';
import type { CommandContext } from './command-context.ts';
import { pointInTime } from './point-in-time.ts';

interface AuditOptions extends ApiOptions {
  identity?: string;
  action?: string;
  resource?: string;
  outcome?: string;
  startTime?: string;
  endTime?: string;
  limit: number;
}

const LIMIT_DEFAULT = 100;

export function auditCommand(program: Command, { terminal }: CommandContext): void {
  const command = program
    .command('audit')
    .description('show who changed what, and what was refused, newest first')
    .option('--identity <text>', 'only callers whose ARN contains this')
    .option('--action <action>', 'only this action, such as StopDurableExecution')
    .option('--resource <arn>', 'only resources whose ARN begins with this')
    .option('--outcome <outcome>', 'Succeeded, or the name of an error such as AccessDeniedException')
    .option('-s, --start-time <time>', 'from then on, such as 2h or 2026-11-24T09:31', (text) =>
      pointInTime(text),
    )
    .option('-e, --end-time <time>', 'until then', (text) => pointInTime(text))
    .option('--limit <count>', 'at most so many', positiveInteger, LIMIT_DEFAULT);
  withApiOptions(command).action(async (options: AuditOptions) => {
    const { auth, printer } = await connectAuth(options, terminal);
    const { identity, action, resource, outcome, startTime, endTime, limit } = options;
    const query = {
      Identity: identity,
      Action: action,
      Resource: resource,
      Outcome: outcome,
      From: startTime,
      To: endTime,
    };
    const events = await withProgress(terminal, 'Reading the audit log', firstOf(auth.audit(query), limit));
    printer.printList('AuditEvents', events, () => auditTable(events));
  });
}

async function firstOf(events: AsyncIterable<AuditEvent>, limit: number): Promise<AuditEvent[]> {
  const found: AuditEvent[] = [];
  for await (const event of events) {
    found.push(event);
    if (found.length >= limit) break;
  }
  return found;
}
