// Reads zip archives of function code: the list of entries, and their content.
//
// Layout of an archive: the files, each with a header of its own; then the central directory, one record per file; then
// the end record, which says where the directory lies. Only the directory is believed, as unpackers agree to: headers in
// front of the files are only skipped. Numbers are little-endian.
//
// Z1  A path that is accepted stays inside the folder it is unpacked to: relative, no `..`, no backslash, no NUL.
// Z2  Links and other special files are refused: a link may point outside.
// Z3  Sizes are bounded before anything is inflated, and inflating stops at the announced size.

import { promisify } from 'node:util';
import { crc32, inflateRaw } from 'node:zlib';
import { codeLimits } from './limits.ts';

export interface ZipEntry {
  /** Relative, with slashes; a folder's ends with one. */
  path: string;
  isFolder: boolean;
  isExecutable: boolean;
  /** Unpacked. */
  bytes: number;
}

interface PackedEntry extends ZipEntry {
  method: number;
  checksum: number;
  packedBytes: number;
  headerOffset: number;
}

/** The archive cannot be read or is not accepted; the message says why in a sentence for the person who sent it. */
export class BadArchive extends Error {
  override readonly name = 'BadArchive';
}

const signatures = { file: 0x04034b50, directory: 0x02014b50, end: 0x06054b50 } as const;
const methods = { stored: 0, deflated: 8 } as const;

/** Offsets in the three kinds of records, and the length of their fixed part. */
const endRecord = { entries: 10, directoryOffset: 16, length: 22, commentBytesMax: 65_535 } as const;
const directoryRecord = {
  madeBy: 5,
  flags: 8,
  method: 10,
  checksum: 16,
  packedBytes: 20,
  bytes: 24,
  pathBytes: 28,
  extraBytes: 30,
  commentBytes: 32,
  attributes: 38,
  headerOffset: 42,
  length: 46,
} as const;
const fileRecord = { pathBytes: 26, extraBytes: 28, length: 30 } as const;

const UNIX = 3;
const MAC = 19;
const ENCRYPTED_FLAG = 1;
const ONLY_IN_ZIP64 = 0xffff_ffff;
const fileTypes = { mask: 0o170000, none: 0, regular: 0o100000, folder: 0o040000 } as const;
const EXECUTABLE_BITS = 0o111;

const inflate = promisify(inflateRaw);

export class ZipArchive {
  readonly entries: readonly ZipEntry[];
  readonly #packed: ReadonlyMap<ZipEntry, PackedEntry>;
  readonly #bytes: Buffer;

  /** Reads the directory. Throws BadArchive. */
  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    try {
      const entries = readDirectory(this.#bytes);
      assertAcceptable(entries);
      this.entries = entries;
      this.#packed = new Map(entries.map((entry) => [entry, entry]));
    } catch (error) {
      if (error instanceof RangeError) throw new BadArchive('The archive is cut short.', { cause: error });
      throw error;
    }
  }

  /** The content of an entry of this archive. Rejects with BadArchive when it is damaged. */
  async content(entry: ZipEntry): Promise<Buffer> {
    const packed = this.#packed.get(entry);
    if (packed === undefined) throw new BadArchive(`The archive has no entry ${entry.path}.`);
    const data = this.#packedData(packed);
    const content = packed.method === methods.stored ? data : await inflated(packed, data);
    if (content.length !== packed.bytes || crc32(content) !== packed.checksum) {
      throw new BadArchive(`The entry ${packed.path} is damaged: its checksum or size is wrong.`);
    }
    return content;
  }

  #packedData(entry: PackedEntry): Buffer {
    const { headerOffset } = entry;
    if (
      headerOffset + fileRecord.length > this.#bytes.length ||
      this.#bytes.readUInt32LE(headerOffset) !== signatures.file
    ) {
      throw new BadArchive(`The entry ${entry.path} is damaged: its header is not where it should be.`);
    }
    const start =
      headerOffset +
      fileRecord.length +
      this.#bytes.readUInt16LE(headerOffset + fileRecord.pathBytes) +
      this.#bytes.readUInt16LE(headerOffset + fileRecord.extraBytes);
    return this.#bytes.subarray(start, start + entry.packedBytes);
  }
}

async function inflated(entry: PackedEntry, data: Buffer): Promise<Buffer> {
  try {
    // A limit of zero would mean none.
    return await inflate(data, { maxOutputLength: Math.max(entry.bytes, 1) });
  } catch (error) {
    throw new BadArchive(`The entry ${entry.path} is damaged: it cannot be inflated.`, { cause: error });
  }
}

function readDirectory(bytes: Buffer): PackedEntry[] {
  const end = findEndRecord(bytes);
  const count = bytes.readUInt16LE(end + endRecord.entries);
  let offset = bytes.readUInt32LE(end + endRecord.directoryOffset);
  if (offset === ONLY_IN_ZIP64 || count > codeLimits.entriesMax - 1) {
    throw new BadArchive(
      `The archive has too many entries; at most ${codeLimits.entriesMax - 1} are accepted.`,
    );
  }
  const entries: PackedEntry[] = [];
  for (let index = 0; index < count; index += 1) {
    if (bytes.readUInt32LE(offset) !== signatures.directory) {
      throw new BadArchive('The directory of the archive is damaged.');
    }
    entries.push(readDirectoryRecord(bytes, offset));
    offset +=
      directoryRecord.length +
      bytes.readUInt16LE(offset + directoryRecord.pathBytes) +
      bytes.readUInt16LE(offset + directoryRecord.extraBytes) +
      bytes.readUInt16LE(offset + directoryRecord.commentBytes);
  }
  return entries;
}

/** The end record is last, but for a comment of unknown length: the search goes backwards. */
function findEndRecord(bytes: Buffer): number {
  const last = bytes.length - endRecord.length;
  const first = Math.max(0, last - endRecord.commentBytesMax);
  for (let offset = last; offset >= first; offset -= 1) {
    if (bytes.readUInt32LE(offset) === signatures.end) return offset;
  }
  throw new BadArchive('This is not a zip archive.');
}

function readDirectoryRecord(bytes: Buffer, offset: number): PackedEntry {
  const pathStart = offset + directoryRecord.length;
  const pathEnd = pathStart + bytes.readUInt16LE(offset + directoryRecord.pathBytes);
  const path = bytes.toString('utf8', pathStart, pathEnd);
  const madeBy = bytes.readUInt8(offset + directoryRecord.madeBy);
  const mode =
    madeBy === UNIX || madeBy === MAC ? bytes.readUInt16LE(offset + directoryRecord.attributes + 2) : 0;
  const type = mode & fileTypes.mask;
  if (type !== fileTypes.none && type !== fileTypes.regular && type !== fileTypes.folder) {
    throw new BadArchive(
      `The entry ${path} is a link or a special file; only files and folders are accepted.`,
    );
  }
  if ((bytes.readUInt16LE(offset + directoryRecord.flags) & ENCRYPTED_FLAG) !== 0) {
    throw new BadArchive(`The entry ${path} is encrypted.`);
  }
  return {
    path,
    isFolder: path.endsWith('/'),
    isExecutable: (mode & EXECUTABLE_BITS) !== 0,
    bytes: bytes.readUInt32LE(offset + directoryRecord.bytes),
    method: bytes.readUInt16LE(offset + directoryRecord.method),
    checksum: bytes.readUInt32LE(offset + directoryRecord.checksum),
    packedBytes: bytes.readUInt32LE(offset + directoryRecord.packedBytes),
    headerOffset: bytes.readUInt32LE(offset + directoryRecord.headerOffset),
  };
}

function assertAcceptable(entries: readonly PackedEntry[]): void {
  let total = 0;
  const seen = new Set<string>();
  for (const { path, bytes, method } of entries) {
    if (!isInside(path)) throw new BadArchive(`The path ${JSON.stringify(path)} is not accepted.`);
    if (seen.has(path)) throw new BadArchive(`The archive has two entries ${path}.`);
    seen.add(path);
    if (method !== methods.stored && method !== methods.deflated) {
      throw new BadArchive(`The entry ${path} is packed by method ${method}; only 0 and 8 are accepted.`);
    }
    total += bytes;
  }
  if (total > codeLimits.unpackedBytesMax) {
    throw new BadArchive(
      `Unpacked, the code has ${total} bytes; at most ${codeLimits.unpackedBytesMax} are accepted.`,
    );
  }
}

function isInside(path: string): boolean {
  if (path === '' || Buffer.byteLength(path) > codeLimits.entryPathBytesMax) return false;
  if (path.includes('\\') || path.includes('\0') || /^[a-zA-Z]:/.test(path)) return false;
  const segments = (path.endsWith('/') ? path.slice(0, -1) : path).split('/');
  return segments.every((segment) => segment !== '' && segment !== '.' && segment !== '..');
}
