// One line of the audit log: who asked for what, on which resource, from where, and what became of it.

import type { Millis } from '@perdure/protocol';

export interface AuditEvent {
  at: Millis;
  requestId: string;
  /** `lambda:StopDurableExecution` */
  action: string;
  /** An ARN, or `*`. */
  resource: string;
  /** ARN of the caller; absent when nobody was recognised. */
  identity?: string;
  accessKeyId?: string;
  sourceIp?: string;
  userAgent?: string;
  /** `Succeeded`, or the code of the error that was answered. */
  outcome: string;
}

/** As it is kept: numbered, and chained to the entry before. */
export interface AuditEntry extends AuditEvent {
  /** Counts the entries of this server from 1. */
  sequence: number;
  /** SHA-256 of the chain value before and of everything else in this entry. */
  chain: string;
}
