import { isUtf8 } from 'buffer';

/** Bytes from the start of a file that its media type is found by. */
export const SNIFFED_BYTES = 64 * 1024;

/** What a file is, when nothing better is known. */
const UNKNOWN = 'application/octet-stream';

/** Formats that say what they are in their first bytes. */
const MAGIC: ReadonlyArray<readonly [Buffer, string]> = [
  [Buffer.from([0x1f, 0x8b, 0x08]), 'application/gzip'],
  [Buffer.from([0x28, 0xb5, 0x2f, 0xfd]), 'application/zstd'],
  [Buffer.from('PK\x03\x04', 'latin1'), 'application/zip'],
  [Buffer.from('PK\x05\x06', 'latin1'), 'application/zip'],
];

const BYTE_ORDER_MARK = /^\ufeff/;

/**
 * The media type of a file by its first bytes.
 *
 * Known are JSON (also SPDX, CycloneDX and in-toto statements), XML (also
 * CycloneDX), SPDX tag-value, gzip, zstd, zip and text; all else is
 * `application/octet-stream`.
 *
 * @param head the first `SNIFFED_BYTES`, or the whole file if it is shorter.
 */
export function sniffMediaType(head: Buffer): string {
  const magic = MAGIC.find(([bytes]) => head.subarray(0, bytes.length).equals(bytes));
  if (magic !== undefined) {
    return magic[1];
  }
  const whole = head.length < SNIFFED_BYTES;
  const text = textOf(head, whole);
  return text === undefined || text === '' ? UNKNOWN : textTypeOf(text, whole);
}

function textTypeOf(text: string, whole: boolean): string {
  const start = text.replace(BYTE_ORDER_MARK, '').trimStart();
  if (isJson(start, whole)) {
    return jsonTypeOf(start);
  }
  if (/^<\?xml\s|^<bom\s/.test(start)) {
    return /\sxmlns(:\w+)?=["']http:\/\/cyclonedx\.org\/schema\/bom\//.test(start) ? 'application/vnd.cyclonedx+xml' : 'application/xml';
  }
  return start.startsWith('SPDXVersion:') ? 'text/spdx' : 'text/plain';
}

/** A whole file must parse; of a longer one only the start can be judged. */
function isJson(start: string, whole: boolean): boolean {
  if (!whole) {
    return /^(\{\s*"|\[\s*[[{"\dtfn-])/.test(start);
  }
  try {
    const value: unknown = JSON.parse(start);
    return typeof value === 'object' && value !== null;
  } catch {
    return false;
  }
}

function jsonTypeOf(start: string): string {
  if (/"spdxVersion"\s*:\s*"SPDX-|"@context"\s*:\s*"https:\/\/spdx\.org\/rdf\//.test(start)) {
    return 'application/spdx+json';
  }
  if (/"bomFormat"\s*:\s*"CycloneDX"/.test(start)) {
    return 'application/vnd.cyclonedx+json';
  }
  return /"_type"\s*:\s*"https:\/\/in-toto\.io\/Statement\//.test(start) ? 'application/vnd.in-toto+json' : 'application/json';
}

/** The bytes as text; undefined if they are not, or hold control characters as only binary data does. */
function textOf(head: Buffer, whole: boolean): string | undefined {
  const bytes = whole ? head : head.subarray(0, lastWholeCharacter(head));
  if (!isUtf8(bytes)) {
    return undefined;
  }
  const text = bytes.toString('utf8');
  return /[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]/.test(text) ? undefined : text;
}

/** Where the last UTF-8 character that is not cut off ends. */
function lastWholeCharacter(bytes: Buffer): number {
  let lead = bytes.length - 1;
  while (lead > bytes.length - 4 && (bytes[lead] & 0xc0) === 0x80) {
    lead--;
  }
  const length = bytes[lead] >= 0xf0 ? 4 : bytes[lead] >= 0xe0 ? 3 : bytes[lead] >= 0xc0 ? 2 : 1;
  return lead + length > bytes.length ? lead : bytes.length;
}
