import { crc32 } from 'zlib';

/** The most bytes of one stored block, whose length has 16 bits. */
const STORED_BYTES = 0xffff;

/** Magic, deflate, no flags, no time, no level, Unix. */
const HEADER = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]);

const BLOCK_HEADER_BYTES = 5;
const TRAILER_BYTES = 8;

/**
 * A gzip member that holds a block as it is, for what does not shrink.
 *
 * zlib's level 0 does the same, but makes the state of a compression for each
 * member: that takes twice the time of the copy and the checksum.
 *
 * @see https://www.rfc-editor.org/rfc/rfc1951#section-3.2.4, and rfc1952 for the frame
 */
export function storedMember(block: Uint8Array): Buffer {
  const count = Math.max(1, Math.ceil(block.length / STORED_BYTES));
  const member = Buffer.allocUnsafeSlow(HEADER.length + count * BLOCK_HEADER_BYTES + block.length + TRAILER_BYTES);
  let at = HEADER.copy(member);
  for (let i = 0; i < count; i++) {
    const part = block.subarray(i * STORED_BYTES, (i + 1) * STORED_BYTES);
    at = member.writeUInt8(i === count - 1 ? 1 : 0, at);
    at = member.writeUInt16LE(part.length, at);
    at = member.writeUInt16LE(~part.length & 0xffff, at);
    member.set(part, at);
    at += part.length;
  }
  at = member.writeUInt32LE(crc32(block), at);
  member.writeUInt32LE(block.length, at);
  return member;
}
