/** Size of a tar block: headers are one, contents are padded to whole ones. */
export const TAR_BLOCK = 512;

/** Types of tar entries, by the byte in their header. */
export const TarType = {
  FILE: '0',
  HARD_LINK: '1',
  SYMLINK: '2',
  CHARACTER_DEVICE: '3',
  BLOCK_DEVICE: '4',
  DIRECTORY: '5',
  FIFO: '6',
  CONTIGUOUS_FILE: '7',
  PAX: 'x',
  PAX_GLOBAL: 'g',
  GNU_LONG_NAME: 'L',
  GNU_LONG_LINK: 'K',
} as const;

/**
 * A field of a tar header: where it starts and how long it is.
 *
 * @see https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html#tag_20_94_13_06 (ustar interchange format)
 */
export interface TarField {
  readonly offset: number;
  readonly length: number;
}

/** The fields of a ustar header. */
export const TAR_FIELDS = {
  NAME: { offset: 0, length: 100 },
  MODE: { offset: 100, length: 8 },
  UID: { offset: 108, length: 8 },
  GID: { offset: 116, length: 8 },
  SIZE: { offset: 124, length: 12 },
  MTIME: { offset: 136, length: 12 },
  CHECKSUM: { offset: 148, length: 8 },
  TYPE: { offset: 156, length: 1 },
  LINK_NAME: { offset: 157, length: 100 },
  MAGIC: { offset: 257, length: 8 },
  PREFIX: { offset: 345, length: 155 },
} as const satisfies Record<string, TarField>;

/** Magic and version of the two dialects; only in a ustar header is there a name prefix. */
export const USTAR_MAGIC = 'ustar\x0000';
export const GNU_MAGIC = 'ustar  \x00';

/** The largest number that fits into the 11 octal digits of a size or time: 8 GiB - 1. */
export const MAX_OCTAL = 0o77777777777;

/** Zero bytes that fill content up to whole blocks. */
export function paddingOf(size: number): number {
  return (TAR_BLOCK - size % TAR_BLOCK) % TAR_BLOCK;
}

/** The sum of a header's bytes, its own checksum field counted as spaces. */
export function checksumOf(header: Uint8Array): number {
  const { offset, length } = TAR_FIELDS.CHECKSUM;
  let sum = length * 0x20;
  for (let i = 0; i < offset; i++) {
    sum += header[i];
  }
  for (let i = offset + length; i < TAR_BLOCK; i++) {
    sum += header[i];
  }
  return sum;
}
