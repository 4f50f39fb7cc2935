// X-Amz-Log-Result: what LogType=Tail answers with.

import { limits } from '@perdure/protocol';

/** The end of the log, in base64. A cut may split a character at the front; readers of log tails know that. */
export const logTailHeader = (log: string): string =>
  Buffer.from(log, 'utf8').subarray(-limits.logTailBytesMax).toString('base64');
