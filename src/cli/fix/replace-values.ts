import type { Place } from '../../rules/model/place';
import { applyEdits, type TextEdit } from './text-edit';

/** What to put in the place of a YAML scalar. */
export interface Replacement {
  readonly place: Place;
  /** Makes the new text from the old one, quotes included. */
  readonly write: (old: string) => string;
}

/** Replaces scalars in a YAML text and leaves every other byte as it is: comments, order, indentation. */
export function replaceValues(text: string, replacements: readonly Replacement[]): string {
  return applyEdits(text, valueEdits(text, replacements));
}

/**
 * The edits that replace scalars.
 *
 * Only what stands on one line: the lines of a block scalar cannot be told from the text around it by place alone. An alias
 * (`*name`) stays: its anchor has the text.
 */
export function valueEdits(text: string, replacements: readonly Replacement[]): TextEdit[] {
  return replacements.filter(({ place }) => place.line !== undefined && place.endLine === place.line).flatMap(({ place, write }) => {
    const start = offsetOf(place, text);
    const end = start + (place.endColumn ?? 0) - (place.column ?? 0);
    const old = text.slice(start, end);
    return old.startsWith('*') ? [] : [{ start, end, text: write(old) }];
  });
}

/** The offset of the beginning of a place. */
export function offsetOf({ line = 1, column = 1 }: Place, text: string): number {
  let start = 0;
  for (let current = 1; current < line; current += 1) start = text.indexOf('\n', start) + 1;
  return start + column - 1;
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
