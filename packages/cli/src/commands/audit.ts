// `perdure audit`: who did what.

import type { Command } from 'commander';
import type { AuditEvent, AuthApi } from '../auth/auth-api.ts';
import { type ApiOptions, withApiOptions } from '../connection/api-options.ts';
import { exitCodes } from '../failure.ts';
import { auditTable } from '../output/identity-table.ts';
import type { Printer } from '../output/printer.ts';
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
  verify?: boolean;
}

const LIMIT_DEFAULT = 100;

export function auditCommand(program: Command, context: CommandContext): void {
  const { terminal } = context;
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
    .option('--verify', 'tell whether the log is as it was written: no line changed, added or taken out')
    .option('--limit <count>', 'at most so many', positiveInteger, LIMIT_DEFAULT);
  withApiOptions(command).action(async (options: AuditOptions) => {
    const { auth, printer } = await connectAuth(options, terminal);
    if (options.verify) return verify(auth, printer, context);
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

async function verify(auth: AuthApi, printer: Printer, { terminal, end }: CommandContext): Promise<void> {
  const verdict = await withProgress(terminal, 'Reading the whole audit log', auth.verifyAudit());
  const { Intact, Entries, BrokenAt } = verdict;
  printer.print(verdict, () =>
    Intact
      ? `The log is as it was written: ${Entries} entries.`
      : `The log was changed: ${Entries} entries follow from one another, line ${BrokenAt?.Line} of ${BrokenAt?.File} does not, or others are missing there.`,
  );
  if (!Intact) end(exitCodes.failed);
}

async function firstOf(events: AsyncIterable<AuditEvent>, limit: number): Promise<AuditEvent[]> {
  const found: AuditEvent[] = [];
  for await (const event of events) {
    found.push(event);
    if (found.length >= limit) break;
  }
  return found;
}
