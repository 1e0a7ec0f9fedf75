import { encodePaxRecord } from './pax';
import { checksumOf, MAX_OCTAL, paddingOf, TAR_BLOCK, TAR_FIELDS, TarType, USTAR_MAGIC, type TarField } from './tar-format';

const ZERO = 0x30;
const SPACE = 0x20;

/** An entry of an archive that is being written. */
export interface TarHeader {
  /** The name as bytes, relative, without `./`; that of a directory ends with a slash. */
  readonly name: Buffer;
  readonly type: typeof TarType.FILE | typeof TarType.DIRECTORY | typeof TarType.SYMLINK;
  /** Permission bits. */
  readonly mode: number;
  /** Bytes of content that follow. */
  readonly size: number;
  /**
   * Target of a symbolic link.
   *
   * @default - none
   */
  readonly linkName?: Buffer;
}

/**
 * The blocks before an entry's content, always the same for the same entry.
 *
 * One ustar header (owner 0:0, no names) where everything fits; before it a PAX
 * extended header with only what does not. Bytes of names are kept as they are,
 * whatever their encoding: a file name on Linux has none.
 *
 * @param mtime in seconds since 1970.
 */
export function encodeTarHeader(header: TarHeader, mtime: number): Buffer {
  const split = splitName(header.name);
  const records: Buffer[] = [];
  if (split === undefined) {
    records.push(encodePaxRecord('path', header.name));
  }
  if (header.linkName !== undefined && header.linkName.length > TAR_FIELDS.LINK_NAME.length) {
    records.push(encodePaxRecord('linkpath', header.linkName));
  }
  if (header.size > MAX_OCTAL) {
    records.push(encodePaxRecord('size', Buffer.from(String(header.size))));
  }
  const main = encodeBlock(header, split ?? { name: header.name }, mtime);
  return records.length === 0 ? main : Buffer.concat([encodePaxHeader(records, mtime), main]);
}

interface SplitName {
  readonly name: Buffer;
  readonly prefix?: Buffer;
}

/** A name as ustar has it, 100 bytes and a prefix of 155 up to a slash; undefined if it cannot be cut so. */
function splitName(name: Buffer): SplitName | undefined {
  if (name.length <= TAR_FIELDS.NAME.length) {
    return { name };
  }
  const slash = name.indexOf('/', name.length - TAR_FIELDS.NAME.length - 1, 'latin1');
  const fits = slash > 0 && slash <= TAR_FIELDS.PREFIX.length && slash < name.length - 1;
  return fits ? { prefix: name.subarray(0, slash), name: name.subarray(slash + 1) } : undefined;
}

function encodePaxHeader(records: readonly Buffer[], mtime: number): Buffer {
  const body = Buffer.concat(records);
  const name = Buffer.from('PaxHeader');
  const block = encodeBlock({ mode: 0o644, size: body.length }, { name }, mtime, TarType.PAX);
  return Buffer.concat([block, body, Buffer.alloc(paddingOf(body.length))]);
}

type BlockFields = Pick<TarHeader, 'mode' | 'size' | 'linkName'> & { readonly type?: string };

/** What all headers have in common; copied, since there are as many as files. */
const TEMPLATE = template();

function template(): Buffer {
  const block = Buffer.alloc(TAR_BLOCK);
  writeOctal(block, TAR_FIELDS.UID, 0);
  writeOctal(block, TAR_FIELDS.GID, 0);
  block.write(USTAR_MAGIC, TAR_FIELDS.MAGIC.offset, 'latin1');
  return block;
}

function encodeBlock(fields: BlockFields, { name, prefix }: SplitName, mtime: number, type = fields.type ?? TarType.FILE): Buffer {
  const block = Buffer.from(TEMPLATE);
  // what is too long here is cut: a pax record has it whole
  name.copy(block, TAR_FIELDS.NAME.offset, 0, TAR_FIELDS.NAME.length);
  writeOctal(block, TAR_FIELDS.MODE, fields.mode);
  writeOctal(block, TAR_FIELDS.SIZE, fields.size > MAX_OCTAL ? 0 : fields.size);
  writeOctal(block, TAR_FIELDS.MTIME, mtime);
  block.write(type, TAR_FIELDS.TYPE.offset, 'latin1');
  fields.linkName?.copy(block, TAR_FIELDS.LINK_NAME.offset, 0, TAR_FIELDS.LINK_NAME.length);
  prefix?.copy(block, TAR_FIELDS.PREFIX.offset);
  // six digits, NUL, space: the checksum has its own form
  const { offset, length } = TAR_FIELDS.CHECKSUM;
  writeOctal(block, { offset, length: length - 1 }, checksumOf(block));
  block[offset + length - 1] = SPACE;
  return block;
}

/** Digits up to the field's last byte, which stays NUL. */
function writeOctal(block: Buffer, field: TarField, value: number): void {
  let rest = value;
  for (let at = field.offset + field.length - 2; at >= field.offset; at--) {
    block[at] = ZERO + rest % 8;
    rest = Math.floor(rest / 8);
  }
}
