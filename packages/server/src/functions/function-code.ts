// Takes in a function's code: one zip archive, sent inline.

import { createHash } from 'node:crypto';
import type { Result } from '@perdure/protocol';
import { accepted, refused } from '@perdure/protocol';
import { codeLimits } from '../code/limits.ts';
import { BadArchive, ZipArchive } from '../code/zip-archive.ts';
import type { FunctionCodeRequest } from './function-api.ts';

export interface AcceptedCode {
  bytes: Uint8Array;
  /** Base64: its identity everywhere. */
  sha256: string;
}

export function readCode(request: FunctionCodeRequest): Result<AcceptedCode> {
  if (request.ImageUri !== undefined) {
    return invalid('Container images are not supported by this server. Send the code as ZipFile.');
  }
  if (request.S3Bucket !== undefined || request.S3Key !== undefined) {
    return invalid(
      'Code in S3 cannot be read by this server. Send the archive itself as ZipFile (with the AWS CLI: --zip-file fileb://code.zip).',
    );
  }
  const bytes = request.ZipFile;
  if (bytes === undefined || bytes.length === 0)
    return invalid('No code was given: send a zip archive as ZipFile.');
  if (bytes.length > codeLimits.archiveBytesMax) {
    return refused(
      'CodeStorageExceededException',
      `The archive has ${bytes.length} bytes; at most ${codeLimits.archiveBytesMax} are accepted. Bundle the code, or leave out what it does not need.`,
    );
  }
  try {
    const archive = new ZipArchive(bytes);
    if (archive.entries.every((entry) => entry.isFolder)) return invalid('The archive holds no file.');
  } catch (error) {
    if (error instanceof BadArchive) return invalid(`The code could not be unzipped. ${error.message}`);
    throw error;
  }
  return accepted({ bytes, sha256: createHash('sha256').update(bytes).digest('base64') });
}

const invalid = (message: string) => refused('InvalidParameterValueException', message);
