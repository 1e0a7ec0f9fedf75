import { isUtf8 } from 'buffer';
import { escapeCharacter, plainLine } from '../plain-line';

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
    : bytes.toString('latin1').replace(/[\x80-\xff]/g, escapeCharacter);
  const shown = plainLine(text);
  return shown.length <= MAX_SHOWN ? `'${shown}'` : `'...${shown.slice(-MAX_SHOWN)}'`;
}
