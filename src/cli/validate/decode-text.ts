/** More than anybody writes, and more than memory is there for once every value has a place. */
const MOST_BYTES = 32 * 1024 * 1024;

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The text of a file, or why it has none. */
export function decodeText(bytes: Uint8Array): { readonly text: string; readonly problem?: string } {
  const problem = problemOf(bytes);
  if (problem !== undefined) return { text: '', problem };
  try {
    return { text: UTF8.decode(bytes) };
  } catch {
    return { text: '', problem: 'the file is not UTF-8, save it as UTF-8' };
  }
}

function problemOf(bytes: Uint8Array): string | undefined {
  if (bytes.length > MOST_BYTES) return `the file is larger than ${MOST_BYTES / 1024 / 1024} MiB`;
  const start = `${bytes[0]} ${bytes[1]}`;
  if (start === '255 254' || start === '254 255') return 'the file is UTF-16, save it as UTF-8';
  return bytes.includes(0) ? 'the file is binary' : undefined;
}
