// The outbox.

import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { ExecutionId } from '@perdure/protocol';
import type { Change, Message } from '@perdure/store';
import { everyRow } from './typed-rows.ts';

export class MessageRows {
  readonly #add: StatementSync;
  readonly #remove: StatementSync;
  readonly #after: StatementSync;

  constructor(db: DatabaseSync) {
    // A message that is there already is the same message, sent again.
    this.#add = db.prepare(
      'INSERT INTO messages (message_id, sender, body) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
    );
    this.#remove = db.prepare('DELETE FROM messages WHERE message_id = ?');
    this.#after = db.prepare(
      'SELECT message_id, sender, body FROM messages WHERE message_id > ? ORDER BY message_id LIMIT ?',
    );
  }

  apply({ messagesAdded, messagesRemoved }: Change): void {
    for (const messageId of messagesRemoved ?? []) this.#remove.run(messageId);
    for (const { messageId, sender, body } of messagesAdded ?? []) this.#add.run(messageId, sender, body);
  }

  /** Every id is greater than the empty text. */
  messages(limit: number, after = ''): readonly Message[] {
    return everyRow<{ message_id: string; sender: ExecutionId; body: string }>(this.#after, after, limit).map(
      (row) => ({ messageId: row.message_id, sender: row.sender, body: row.body }),
    );
  }
}
