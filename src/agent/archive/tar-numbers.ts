import { AgentError } from '../errors';
import type { TarField } from './tar-format';

/**
 * A number in a tar header: octal digits, or big-endian bytes with the top bit set (GNU's base-256).
 *
 * An empty field is 0, as writers leave out what does not apply.
 *
 * @throws an AgentError `ARCHIVE_INVALID` for anything else, negative numbers
 * and those that cannot be held exactly included.
 */
export function parseTarNumber(header: Buffer, field: TarField, what: string): number {
  const bytes = header.subarray(field.offset, field.offset + field.length);
  const value = (bytes[0] & 0x80) === 0 ? parseOctal(bytes) : parseBase256(bytes);
  if (!Number.isSafeInteger(value)) {
    throw new AgentError('ARCHIVE_INVALID', `malformed tar header, its ${what} is not a number from 0 to 2^53`);
  }
  return value;
}

function parseOctal(bytes: Buffer): number {
  // padded with spaces or NULs on either side
  const digits = /^[ \0]*([0-7]*)[ \0]*$/.exec(bytes.toString('latin1'))?.[1];
  return digits === undefined ? NaN : digits === '' ? 0 : parseInt(digits, 8);
}

function parseBase256(bytes: Buffer): number {
  if (bytes[0] !== 0x80) {
    return NaN; // negative, or far too large
  }
  let value = 0;
  for (const byte of bytes.subarray(1)) {
    value = value * 256 + byte;
  }
  return value;
}
