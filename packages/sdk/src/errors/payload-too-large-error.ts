import { limits } from '../limits.ts';

/** A value is larger than the service records. Found before sending, so that it fails one operation, not the execution. */
export class PayloadTooLargeError extends Error {
  constructor(what: string, bytes: number) {
    super(
      `${what} has ${bytes} bytes; the service records at most ${limits.operationPayloadBytesMax}. ` +
        'Put the data in a store and keep its key, or use createFileSystemSerdes.',
    );
    this.name = 'PayloadTooLargeError';
  }

  /** The error for a payload that is too large; undefined for one that is not. */
  static check(what: string, payload: string | undefined): PayloadTooLargeError | undefined {
    // A UTF-16 unit takes at most three bytes, so that most payloads need not be measured.
    const bytesPerUnitMax = 3;
    if (payload === undefined || payload.length * bytesPerUnitMax <= limits.operationPayloadBytesMax)
      return undefined;
    const bytes = Buffer.byteLength(payload);
    return bytes > limits.operationPayloadBytesMax ? new PayloadTooLargeError(what, bytes) : undefined;
  }
}
