/** Where something stands: in a file, or in a tree of constructs. */
export interface Place {
  readonly file?: string;
  /** From 1, like column. */
  readonly line?: number;
  readonly column?: number;
  readonly endLine?: number;
  readonly endColumn?: number;
  /** The index of the document in its file, from 0. */
  readonly document?: number;
  /** The construct that emits the object: `ci/build`. */
  readonly construct?: string;
}

/** A part of a text: what is wrong with a script may stand many lines below its beginning. */
export interface TextPart {
  /** Where it begins in the text. */
  readonly index: number;
  readonly text: string;
}

/** The part of a text that a regular expression has found. */
export function partOf({ index, 0: text }: RegExpExecArray): TextPart {
  return { index, text };
}

/** Finds the place of a path within one object. */
export interface Locator {
  /** The file of the object, where it comes from one. */
  readonly file?: string;
  /** @param part the name of the field, its value, or a part of a value that is text */
  locate(path: string, part: 'key' | 'value' | TextPart): Place;
}

/** The locator of an object that has one place as a whole. */
export function placedAt(place: Place): Locator {
  return { file: place.file, locate: () => place };
}
