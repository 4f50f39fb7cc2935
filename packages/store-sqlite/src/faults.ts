// What SQLite and the file system say, as what an operator can do about it.

import { StoreFault } from '@perdure/store';

/** SQLite's primary result codes (https://sqlite.org/rescode.html); the extended ones carry them in their low byte. */
const sqlite = {
  perm: 3,
  busy: 5,
  locked: 6,
  readonly: 8,
  ioerr: 10,
  corrupt: 11,
  full: 13,
  cantopen: 14,
  notadb: 26,
} as const;
const PRIMARY_CODE_MASK = 0xff;
/** SQLITE_IOERR_LOCK: SQLite falls back to reading a file that it may not write, and then cannot take the lock on it. */
const LOCK_FAILED = 3850;

/** The fault that an error of SQLite or of the file system stands for; undefined for any other error. */
export function toStoreFault(error: unknown, place: string): StoreFault | undefined {
  if (error instanceof StoreFault) return error;
  if (!(error instanceof Error)) return undefined;
  if ('errcode' in error && typeof error.errcode === 'number') {
    if (error.errcode === LOCK_FAILED) return readOnly(place, error);
    return fromSqlite(error.errcode & PRIMARY_CODE_MASK, error, place);
  }
  if ('code' in error && typeof error.code === 'string') return fromFileSystem(error.code, error, place);
  return undefined;
}

function fromSqlite(code: number, cause: Error, place: string): StoreFault | undefined {
  switch (code) {
    case sqlite.busy:
    case sqlite.locked:
      return heldByAnother(place, undefined, cause);
    case sqlite.perm:
    case sqlite.readonly:
    case sqlite.cantopen:
      return readOnly(place, cause);
    case sqlite.full:
      return full(place, cause);
    case sqlite.corrupt:
    case sqlite.notadb:
      return corrupt(place, cause.message, cause);
    case sqlite.ioerr:
      return unreachable(place, cause);
    default:
      return undefined;
  }
}

function fromFileSystem(code: string, cause: Error, place: string): StoreFault | undefined {
  switch (code) {
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return readOnly(place, cause);
    case 'ENOSPC':
    case 'EDQUOT':
      return full(place, cause);
    case 'ENOTDIR':
    case 'EEXIST':
      return new StoreFault(
        'unreachable',
        `${place} cannot be a data directory: a file is in its way.`,
        'Choose another data directory, or move the file.',
        { cause },
      );
    default:
      return code.startsWith('E') && 'syscall' in cause ? unreachable(place, cause) : undefined;
  }
}

export function heldByAnother(place: string, pid: number | undefined, cause?: Error): StoreFault {
  const holder = pid === undefined ? 'another process' : `process ${pid}`;
  return new StoreFault(
    'held-by-another',
    `${place} is in use by ${holder}.`,
    `Stop ${pid === undefined ? 'the other server' : holder}, or choose another data directory. The hold ends with the process, however it ends.`,
    { cause },
  );
}

export function corrupt(place: string, finding: string, cause?: Error): StoreFault {
  return new StoreFault(
    'corrupt',
    `The data in ${place} is damaged: ${finding}.`,
    'Keep a copy of the directory, then restore a backup or start with an empty one. `sqlite3 perdure.db .recover` saves what can be read.',
    { cause },
  );
}

function full(place: string, cause: Error): StoreFault {
  return new StoreFault(
    'full',
    `There is no room left in ${place}.`,
    'Free disk space. Nothing that was acknowledged is lost, and the server goes on as soon as there is room.',
    { cause },
  );
}

function readOnly(place: string, cause: Error): StoreFault {
  return new StoreFault(
    'read-only',
    `${place} cannot be written, or not be locked.`,
    'Give the user of the server the right to write the directory and all files in it, or choose another data directory. It must lie on a local disk: network file systems do not lock reliably.',
    { cause },
  );
}

function unreachable(place: string, cause: Error): StoreFault {
  return new StoreFault(
    'unreachable',
    `The disk under ${place} failed: ${cause.message}.`,
    "Look into the system's log for disk errors, then start the server again.",
    { cause },
  );
}
