/** Replaces a part of a text. */
export interface TextEdit {
  readonly start: number;
  /** The same as start: nothing is taken away. */
  readonly end: number;
  readonly text: string;
}

/** A text with all edits, which are by offsets in the text as it was. Of two for one place, the first counts. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const ordered = [...edits].sort((one, other) => one.start - other.start);
  let result = '';
  let done = 0;
  for (const { start, end, text: replacement } of ordered) {
    if (start < done) continue;
    result += text.slice(done, start) + replacement;
    done = end;
  }
  return result + text.slice(done);
}
