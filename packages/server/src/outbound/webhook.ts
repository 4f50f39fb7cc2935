// Posts JSON to somebody else's server, signed as the Standard Webhooks specification has it (standardwebhooks.com), so
// that receivers verify it with a library that exists.

import { createHmac } from 'node:crypto';
import { MILLIS_PER_SECOND, type Millis } from '@perdure/protocol';
import type { MessageAttributes } from '../gateway/function-calls.ts';
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
  /** What is told beside it, in the form of a queue's message attributes. */
  attributes?: MessageAttributes;
}

const SECRET_PREFIX = 'whsec_';

/** Resolves when the receiver has answered with success; rejects with what it answered otherwise, or with why it did not. */
export async function postWebhook(
  { url, secret }: WebhookAddress,
  { id, body, attributes }: WebhookMessage,
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
      ...(attributes === undefined ? {} : { [ATTRIBUTES_HEADER]: attributesText(attributes) }),
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

const ATTRIBUTES_HEADER = 'perdure-message-attributes';

/** As `SendMessage` takes them. Headers hold ASCII only; everything else is escaped, as JSON allows. */
function attributesText({ RequestID, ErrorCode, ErrorMessage }: MessageAttributes): string {
  const text = (value: string) => ({ DataType: 'String', StringValue: value });
  const attributes = {
    RequestID: text(RequestID),
    ErrorCode: { DataType: 'Number', StringValue: String(ErrorCode) },
    ErrorMessage: text(ErrorMessage),
  };
  const escaped = (char: string): string => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return JSON.stringify(attributes).replace(/[^\x20-\x7e]/g, escaped);
}

function signatureOf(secret: string, signed: string): string {
  const key = Buffer.from(
    secret.startsWith(SECRET_PREFIX) ? secret.slice(SECRET_PREFIX.length) : secret,
    'base64',
  );
  return `v1,${createHmac('sha256', key).update(signed).digest('base64')}`;
}
