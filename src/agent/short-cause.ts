const HEAD_BYTES = 90;
const GAP = ' ... ';

/**
 * A message in so many bytes of UTF-8: digests by their first 12 digits, then without its middle.
 *
 * The start says which artifact it is about and the end why it failed; between them stand names and addresses.
 */
export function shortCause(message: string, bytes: number): string {
  const text = Buffer.from(message.replace(/\b(sha\d{3}:[0-9a-f]{12})[0-9a-f]{20,}/g, '$1'));
  if (text.length <= bytes) return text.toString();
  return cutEnd(text, HEAD_BYTES) + GAP + cutStart(text, bytes - HEAD_BYTES - GAP.length);
}

/** The longest start that is not longer than so many bytes. */
function cutEnd(text: Buffer, bytes: number): string {
  let end = bytes;
  while (continues(text[end])) end--;
  return text.toString('utf8', 0, end);
}

/** The longest end that is not longer than so many bytes. */
function cutStart(text: Buffer, bytes: number): string {
  let start = text.length - bytes;
  while (continues(text[start])) start++;
  return text.toString('utf8', start);
}

/** Bytes 10xxxxxx continue a character. */
function continues(byte: number): boolean {
  return (byte & 0xc0) === 0x80;
}
