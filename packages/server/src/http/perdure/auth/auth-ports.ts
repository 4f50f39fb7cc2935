// What the APIs of access control ask.

import type { Millis, Realm } from '@perdure/protocol';
import type { AuditLog } from '../../../auth/audit/audit-log.ts';
import type { ConsoleSessions } from '../../../auth/identities/console-sessions.ts';
import type { Identities } from '../../../auth/identities/identities.ts';
import type { SessionTokens } from '../../../auth/identities/session-tokens.ts';

export interface AuthPorts {
  readonly realm: Realm;
  readonly identities: Identities;
  readonly sessions: SessionTokens;
  readonly logins: ConsoleSessions;
  readonly audit: AuditLog;
  /** Whether callers must say who they are. */
  isLoginRequired(): boolean;
  /** The URL of the API. */
  endpoint(): string;
  now(): Millis;
}
