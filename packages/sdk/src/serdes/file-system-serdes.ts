// Values in files on a shared mount; the record keeps the path, or the value itself while it is small.
//
// The record: {"file": "<path>"} or {"data": "<JSON of the value>"}, and "preview" beside "file" if one was made.

import type { AnySerdes, SerdesContext } from '../api/serdes.ts';
import { limits } from '../limits.ts';

export const FileSystemSerdesMode = {
  /** Every value goes to a file. */
  ALWAYS: 'ALWAYS',
  /** Only a value that is too large for the record goes to a file. */
  OVERFLOW: 'OVERFLOW',
} as const;
export type FileSystemSerdesMode = (typeof FileSystemSerdesMode)[keyof typeof FileSystemSerdesMode];
export declare namespace FileSystemSerdesMode {
  type ALWAYS = 'ALWAYS';
  type OVERFLOW = 'OVERFLOW';
}

export const FileSystemPathEncoding = {
  /** Readable: function, execution name and id as directories. */
  URI: 'URI',
  /** SHA-256 of the ARN and of the operation's position: of fixed length. */
  HASH: 'HASH',
} as const;
export type FileSystemPathEncoding = (typeof FileSystemPathEncoding)[keyof typeof FileSystemPathEncoding];
export declare namespace FileSystemPathEncoding {
  type URI = 'URI';
  type HASH = 'HASH';
}

export interface FileSystemSerdesConfig {
  /** Default: ALWAYS. */
  storageMode?: FileSystemSerdesMode;
  /** Default: URI. */
  pathEncoding?: FileSystemPathEncoding;
  /** Makes what the record shows of a value that is in a file. See `buildPreview`. */
  generatePreview?: (value: unknown) => Record<string, unknown> | undefined;
}

/** A serdes whose values lie under `basePath`, which all functions of the execution must see, and which must last. */
export function createFileSystemSerdes(basePath: string, config: FileSystemSerdesConfig = {}): AnySerdes {
  const { storageMode = FileSystemSerdesMode.ALWAYS, pathEncoding = FileSystemPathEncoding.URI } = config;
  return {
    serialize: async (value, context) => {
      if (value === undefined) return undefined;
      const data = JSON.stringify(value);
      if (storageMode === FileSystemSerdesMode.OVERFLOW) {
        const inline = JSON.stringify({ data });
        if (Buffer.byteLength(inline) <= limits.overflowBytesMax) return inline;
      }
      const file = filePath(basePath, pathEncoding, context);
      await files().mkdir(paths().dirname(file), { recursive: true });
      await files().writeFile(file, data);
      const preview = config.generatePreview?.(value);
      return JSON.stringify(preview ? { file, preview } : { file });
    },
    deserialize: async (record) => {
      if (record === undefined) return undefined;
      const { file, data }: { file?: string; data?: string } = JSON.parse(record);
      return JSON.parse(file === undefined ? (data ?? 'null') : await files().readFile(file, 'utf8'));
    },
  };
}

const executionArn =
  /^arn:[^:]*:lambda:[^:]*:[^:]*:function:([^:/]+):([^:/]+)\/durable-execution\/([^/]+)\/([^/]+)$/;

function filePath(basePath: string, encoding: FileSystemPathEncoding, context: SerdesContext): string {
  const { durableExecutionArn, entityId } = context;
  if (encoding === FileSystemPathEncoding.HASH) {
    return paths().join(basePath, sha256(durableExecutionArn), `${sha256(entityId)}.json`);
  }
  const file = `${encodeURIComponent(entityId)}.json`;
  const match = executionArn.exec(durableExecutionArn);
  if (match === null) return paths().join(basePath, encodeURIComponent(durableExecutionArn), file);
  const [, functionName = '', , executionName = '', id = ''] = match;
  return paths().join(basePath, functionName, executionName, id, file);
}

const sha256 = (text: string): string => process.getBuiltinModule('node:crypto').hash('sha256', text, 'hex');

// Loaded with the first value, as few functions have such a serdes.
const files = () => process.getBuiltinModule('node:fs/promises');
const paths = () => process.getBuiltinModule('node:path');
