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

/** Finds the place of a path within one object. */
export interface Locator {
  /** The file of the object, where it comes from one. */
  readonly file?: string;
  /** @param part the name of the field, or its value */
  locate(path: string, part: 'key' | 'value'): Place;
}

/** The locator of an object that has one place as a whole. */
export function placedAt(place: Place): Locator {
  return { file: place.file, locate: () => place };
}
