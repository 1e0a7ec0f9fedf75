import { isUtf8 } from 'buffer';

const MAX_SHOWN = 300;

/**
 * A file name for a message: in quotes, on one line, whatever its bytes are.
 *
 * Control characters are escaped, so that a name cannot forge a log line, and
 * so are bytes that are not UTF-8. A very long name is shown by its end.
 */
export function quoteName(name: Buffer | string): string {
  const bytes = typeof name === 'string' ? Buffer.from(name) : name;
  const text = isUtf8(bytes)
    ? bytes.toString('utf8')
    : bytes.toString('latin1').replace(/[\x80-\xff]/g, escaped);
  const shown = text.replace(/[\x00-\x1f\x7f-\x9f\u2028\u2029]/g, escaped);
  return shown.length <= MAX_SHOWN ? `'${shown}'` : `'...${shown.slice(-MAX_SHOWN)}'`;
}

function escaped(character: string): string {
  const code = character.charCodeAt(0);
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16)}`;
}
