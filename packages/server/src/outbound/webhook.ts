// Posts JSON to somebody else's server, signed as the Standard Webhooks specification has it (standardwebhooks.com), so
// that receivers verify it with a library that exists.

import { createHmac } from 'node:crypto';
import { MILLIS_PER_SECOND, type Millis } from '@perdure/protocol';
import { outboundLimits } from './limits.ts';

export interface WebhookAddress {
  url: string;
  /** Base64, with or without the prefix `whsec_`. Default: what is sent is not signed. */
  secret?: string;
}

export interface WebhookMessage {
  /** The same when the message is sent again. */
  id: string;
  /** JSON text. */
  body: string;
}

const SECRET_PREFIX = 'whsec_';

/** Resolves when the receiver has answered with success; rejects with what it answered otherwise, or with why it did not. */
export async function postWebhook(
  { url, secret }: WebhookAddress,
  { id, body }: WebhookMessage,
  now: Millis,
): Promise<void> {
  const timestamp = String(Math.floor(now / MILLIS_PER_SECOND));
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': timestamp,
      ...(secret === undefined
        ? {}
        : { 'webhook-signature': signatureOf(secret, `${id}.${timestamp}.${body}`) }),
    },
    body,
    // A redirect would take the message to a place that nobody has configured.
    redirect: 'manual',
    signal: AbortSignal.timeout(outboundLimits.answerMillisMax),
  });
  // The answer's content is of no interest, but the connection can only be used again once it is off it.
  await response.body?.cancel();
  if (!response.ok) throw new Error(`${new URL(url).origin} answered ${response.status}`);
}

function signatureOf(secret: string, signed: string): string {
  const key = Buffer.from(
    secret.startsWith(SECRET_PREFIX) ? secret.slice(SECRET_PREFIX.length) : secret,
    'base64',
  );
  return `v1,${createHmac('sha256', key).update(signed).digest('base64')}`;
}
