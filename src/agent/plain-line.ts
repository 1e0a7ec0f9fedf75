/**
 * Text from elsewhere as part of one line: control characters are escaped.
 *
 * References, names and manifests come from other Tasks: none may forge a line of the log, or command a terminal.
 */
export function plainLine(text: string): string {
  return text.replace(/[\x00-\x1f\x7f-\x9f\u2028\u2029]/g, escapeCharacter);
}

/** A character as JavaScript would write it: `\x1b`. */
export function escapeCharacter(character: string): string {
  const code = character.charCodeAt(0);
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16)}`;
}
