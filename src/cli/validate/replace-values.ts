import type { Place } from '../../rules/model/place';

/** What to put in the place of a YAML scalar. */
export interface Replacement {
  readonly place: Place;
  /** Makes the new text from the old one, quotes included. */
  readonly write: (old: string) => string;
}

/**
 * Replaces scalars in a YAML text and leaves every other byte as it is: comments, order, indentation.
 *
 * Only what stands on one line: the lines of a block scalar cannot be told from the text around it by place alone.
 */
export function replaceValues(text: string, replacements: readonly Replacement[]): string {
  const lines = text.split('\n');
  // From the end to the beginning, so that columns stay true; two findings at one place are one edit.
  const ordered = [...replacements].sort(({ place: one }, { place: other }) =>
    (other.line ?? 0) - (one.line ?? 0) || (other.column ?? 0) - (one.column ?? 0));
  ordered.forEach(({ place, write }, index) => {
    const before = ordered[index - 1]?.place;
    if (place.endLine !== place.line || (before?.line === place.line && before?.column === place.column)) return;
    const { line = 1, column = 1, endColumn = column } = place;
    const old = lines[line - 1] ?? '';
    lines[line - 1] = old.slice(0, column - 1) + write(old.slice(column - 1, endColumn - 1)) + old.slice(endColumn - 1);
  });
  return lines.join('\n');
}

/** A text without blanks and colons at its ends, as names are: in the quotes that were there, or in none. */
export function quotedLike(old: string, name: string): string {
  const [quote] = /^["']/.exec(old) ?? [''];
  return `${quote}${name}${quote}`;
}

/** The text of a scalar on one line, without its quotes. */
export function unquoted(scalar: string): string {
  return scalar.replace(/^(["'])(.*)\1$/, '$2');
}
