import { AgentError } from '../errors';
import { ByteReader } from './byte-reader';
import type { ArchiveLimits } from './limits';
import { decimal, decodePaxRecords, type PaxRecords } from './pax';
import { quoteName } from './quote-name';
import { checksumOf, paddingOf, TAR_BLOCK, TAR_FIELDS, TarType, USTAR_MAGIC, type TarField } from './tar-format';
import { parseTarNumber } from './tar-numbers';

/** An entry of an archive that is being read. */
export interface TarEntry {
  readonly type: 'file' | 'directory' | 'symlink' | 'hard link';
  /** The name as the archive has it, not checked. */
  readonly name: Buffer;
  /** Permission bits, set-user-id and the like included. */
  readonly mode: number;
  /** Bytes of content, 0 for anything but a file. */
  readonly size: number;
  /** The target of a link, empty for anything else. */
  readonly linkName: Buffer;
}

/** What extension headers say about the entry after them. */
interface Extensions {
  pax?: PaxRecords;
  longName?: Buffer;
  longLink?: Buffer;
}

const ZEROS = Buffer.alloc(64 * 1024);

/**
 * Reads ustar, PAX, GNU and old (v7) archives.
 *
 * Strict where tolerance would hide a loss or let two programs read two
 * things: checksums must be right, the end must be marked and only zeros may
 * follow it, and what is not understood (sparse files, devices, unknown types)
 * is an error instead of left out.
 *
 * @throws an AgentError `ARCHIVE_INVALID` or `LIMIT_EXCEEDED`.
 */
export class TarReader {
  private readonly bytes: ByteReader;
  private left = 0;
  private padding = 0;

  constructor(receive: () => Uint8Array | undefined, private readonly limits: ArchiveLimits) {
    this.bytes = new ByteReader(receive);
  }

  /** The next entry, after the content of the one before was read to its end; undefined at the end. */
  public next(): TarEntry | undefined {
    this.skipPadding();
    const extensions: Extensions = {};
    for (;;) {
      const header = this.bytes.read(TAR_BLOCK);
      if (isZero(header)) {
        this.readEnd(extensions);
        return undefined;
      }
      verifyChecksum(header, this.bytes.position);
      const type = String.fromCharCode(header[TAR_FIELDS.TYPE.offset]);
      if (!this.readExtension(type, header, extensions)) {
        return this.readEntry(type, header, extensions);
      }
    }
  }

  /** A part of the entry's content; undefined at its end. Valid until the next call. */
  public content(): Buffer | undefined {
    if (this.left === 0) {
      return undefined;
    }
    const part = this.bytes.readSome(this.left);
    this.left -= part.length;
    return part;
  }

  /** Takes in a header that belongs to the next entry; false if it is an entry itself. */
  private readExtension(type: string, header: Buffer, extensions: Extensions): boolean {
    switch (type) {
      case TarType.PAX:
        assertFirst(extensions.pax, 'pax header');
        extensions.pax = decodePaxRecords(this.readBody(header, this.limits.paxBytes));
        return true;
      case TarType.PAX_GLOBAL:
        assertHarmless(decodePaxRecords(this.readBody(header, this.limits.paxBytes)));
        return true;
      case TarType.GNU_LONG_NAME:
        assertFirst(extensions.longName, 'long name');
        extensions.longName = untilNul(this.readBody(header, this.limits.nameLength + 1));
        return true;
      case TarType.GNU_LONG_LINK:
        assertFirst(extensions.longLink, 'long link name');
        extensions.longLink = untilNul(this.readBody(header, this.limits.nameLength + 1));
        return true;
      default:
        return false;
    }
  }

  private readBody(header: Buffer, limit: number): Buffer {
    const size = parseTarNumber(header, TAR_FIELDS.SIZE, 'size');
    if (size > limit) {
      throw new AgentError('LIMIT_EXCEEDED', `an extension header of the archive has ${size} bytes, the limit is ${limit}`);
    }
    const body = size === 0 ? Buffer.alloc(0) : Buffer.from(this.bytes.read(size));
    this.padding = paddingOf(size);
    this.skipPadding();
    return body;
  }

  private readEntry(type: string, header: Buffer, { pax, longName, longLink }: Extensions): TarEntry {
    const name = pick('name', pax?.get('path'), longName) ?? headerName(header);
    const linkName = pick('link name', pax?.get('linkpath'), longLink) ?? fieldText(header, TAR_FIELDS.LINK_NAME);
    assertNotSparse(pax, name);
    const entry: TarEntry = {
      type: typeOf(type, name),
      name,
      mode: parseTarNumber(header, TAR_FIELDS.MODE, 'mode'),
      size: paxSize(pax) ?? parseTarNumber(header, TAR_FIELDS.SIZE, 'size'),
      linkName,
    };
    this.assertPlausible(entry);
    this.left = entry.size;
    this.padding = paddingOf(entry.size);
    return entry;
  }

  private assertPlausible({ type, name, size, linkName }: TarEntry): void {
    if (type !== 'file' && size > 0) {
      throw new AgentError('ARCHIVE_INVALID', `entry ${quoteName(name)} is a ${type} and claims ${size} bytes of content`);
    }
    const longest = Math.max(name.length, linkName.length);
    if (longest > this.limits.nameLength) {
      throw new AgentError('LIMIT_EXCEEDED', `entry ${quoteName(name)} has a name of ${longest} bytes, the limit is ${this.limits.nameLength}`);
    }
    if (this.bytes.position + size > this.limits.bytes) {
      throw new AgentError('LIMIT_EXCEEDED', `with entry ${quoteName(name)} the archive passes the limit of ${this.limits.bytes} bytes`);
    }
  }

  private readEnd(extensions: Extensions): void {
    if (extensions.pax ?? extensions.longName ?? extensions.longLink) {
      throw new AgentError('ARCHIVE_INVALID', 'the archive ends after an extension header, the entry it belongs to is missing');
    }
    if (!isZero(this.bytes.read(TAR_BLOCK))) {
      throw new AgentError('ARCHIVE_INVALID', 'a single block of zeros lies inside the archive, the end is marked by two');
    }
    while (!this.bytes.atEnd()) {
      if (!isZero(this.bytes.readSome(ZEROS.length))) {
        throw new AgentError('ARCHIVE_INVALID', 'data other than zeros follows the end of the archive, concatenated archives are not read');
      }
    }
  }

  private skipPadding(): void {
    if (this.padding > 0) {
      this.bytes.read(this.padding);
      this.padding = 0;
    }
  }
}

const TYPES = new Map<string, TarEntry['type']>([
  [TarType.FILE, 'file'],
  ['\0', 'file'],
  [TarType.CONTIGUOUS_FILE, 'file'],
  [TarType.DIRECTORY, 'directory'],
  [TarType.SYMLINK, 'symlink'],
  [TarType.HARD_LINK, 'hard link'],
]);

const REFUSED_TYPES = new Map<string, string>([
  [TarType.CHARACTER_DEVICE, 'a character device'],
  [TarType.BLOCK_DEVICE, 'a block device'],
  [TarType.FIFO, 'a named pipe'],
  ['S', 'a sparse file'],
]);

function typeOf(type: string, name: Buffer): TarEntry['type'] {
  const known = TYPES.get(type);
  if (known === undefined) {
    const what = REFUSED_TYPES.get(type) ?? `of the unknown type ${quoteName(type)}`;
    throw new AgentError('ARCHIVE_INVALID', `entry ${quoteName(name)} is ${what}, expected files, directories and links`);
  }
  // v7 archives have no type for directories, only a slash
  return known === 'file' && name[name.length - 1] === 0x2f ? 'directory' : known;
}

function verifyChecksum(header: Buffer, position: number): void {
  const expected = parseTarNumber(header, TAR_FIELDS.CHECKSUM, 'checksum');
  if (expected !== checksumOf(header)) {
    throw new AgentError('ARCHIVE_INVALID', `no tar header at byte ${position - TAR_BLOCK}, its checksum is wrong`);
  }
}

function headerName(header: Buffer): Buffer {
  const name = fieldText(header, TAR_FIELDS.NAME);
  const prefix = isUstar(header) ? fieldText(header, TAR_FIELDS.PREFIX) : Buffer.alloc(0);
  return prefix.length === 0 ? name : Buffer.concat([prefix, Buffer.from('/'), name]);
}

function isUstar(header: Buffer): boolean {
  const { offset, length } = TAR_FIELDS.MAGIC;
  return header.toString('latin1', offset, offset + length) === USTAR_MAGIC;
}

/** A copy of a text field, up to its NUL. */
function fieldText(header: Buffer, { offset, length }: TarField): Buffer {
  const nul = header.indexOf(0, offset);
  const end = nul < 0 ? offset + length : Math.min(nul, offset + length);
  return Buffer.from(header.subarray(offset, end));
}

/** The text of a GNU long name: NUL-terminated, and nothing after it. */
function untilNul(body: Buffer): Buffer {
  const nul = body.indexOf(0);
  return nul === body.length - 1 ? body.subarray(0, nul) : body;
}

/** The one extension that is there: two would let two programs read two names. */
function pick(what: string, fromPax: Buffer | undefined, fromGnu: Buffer | undefined): Buffer | undefined {
  if (fromPax !== undefined && fromGnu !== undefined) {
    throw new AgentError('ARCHIVE_INVALID', `an entry has its ${what} both in a pax and in a GNU header`);
  }
  return fromPax ?? fromGnu;
}

function paxSize(pax: PaxRecords | undefined): number | undefined {
  const text = pax?.get('size');
  if (text === undefined) {
    return undefined;
  }
  const size = decimal(text);
  if (Number.isNaN(size)) {
    throw new AgentError('ARCHIVE_INVALID', `malformed pax header, its size is ${quoteName(text)}`);
  }
  return size;
}

function assertFirst(present: unknown, what: string): void {
  if (present !== undefined) {
    throw new AgentError('ARCHIVE_INVALID', `an entry has more than one ${what}`);
  }
}

/** Global headers carry comments (git's commit id, for one); a name or size for all entries makes no sense. */
function assertHarmless(records: PaxRecords): void {
  for (const key of ['path', 'linkpath', 'size']) {
    if (records.has(key)) {
      throw new AgentError('ARCHIVE_INVALID', `a global pax header sets '${key}' for all entries`);
    }
  }
}

function assertNotSparse(pax: PaxRecords | undefined, name: Buffer): void {
  for (const key of pax?.keys() ?? []) {
    if (key.startsWith('GNU.sparse.')) {
      throw new AgentError('ARCHIVE_INVALID', `entry ${quoteName(name)} is a sparse file, pack it without tar's option --sparse`);
    }
  }
}

function isZero(bytes: Buffer): boolean {
  return ZEROS.compare(bytes, 0, bytes.length, 0, bytes.length) === 0;
}
