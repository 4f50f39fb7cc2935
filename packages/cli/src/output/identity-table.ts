// Users, roles and audit events as tables.

import type { AuditEvent, RoleInfo, UserInfo } from '../auth/auth-api.ts';
import { boxTable, type Column } from './box-table.ts';
import { isoTime } from './moment.ts';
import { printable } from './printable.ts';

const left = (title: string): Column => ({ title, align: 'left' });

export function userTable(users: readonly UserInfo[]): string {
  if (users.length === 0) return 'No users: whoever calls from this machine may do everything.';
  const rows = users.map(({ UserName, Policies, AccessKeys }) => [
    UserName,
    listed(Policies),
    listed(
      AccessKeys.map(({ AccessKeyId, Status }) => AccessKeyId + (Status === 'Active' ? '' : ' (inactive)')),
    ),
  ]);
  return boxTable(['User', 'Policies', 'Access keys'].map(left), rows);
}

export function roleTable(roles: readonly RoleInfo[]): string {
  if (roles.length === 0) return 'No roles.';
  const rows = roles.map(({ RoleName, Policies, Arn }) => [RoleName, listed(Policies), Arn]);
  return boxTable(['Role', 'Policies', 'Arn'].map(left), rows);
}

export function auditTable(events: readonly AuditEvent[]): string {
  if (events.length === 0) return 'Nothing in the audit log fits.';
  const rows = events.map(({ Timestamp, Identity, Action, Resource, Outcome, SourceIp }) =>
    [isoTime(Timestamp), Identity?.Arn ?? '-', Action, Resource, Outcome, SourceIp ?? '-'].map(printable),
  );
  return boxTable(['Time', 'Identity', 'Action', 'Resource', 'Outcome', 'From'].map(left), rows);
}

const listed = (items: readonly string[]): string => (items.length === 0 ? '-' : items.join(', '));
