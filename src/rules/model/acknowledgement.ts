import type { Place } from './place';

/** Why somebody accepts what a rule finds: a comment in YAML, or what a construct says. */
export interface Acknowledgement {
  readonly ruleId: string;
  readonly reason: string;
  /** Only findings at or below this path. Unset: those of the whole object. */
  readonly path?: string;
  /** Only findings on these lines. Unset: those of the whole object. */
  readonly lines?: AcknowledgedLines;
  /** Where it is written itself. */
  readonly place?: Place;
  /** Why it cannot be understood; it accepts nothing then. */
  readonly problem?: string;
  /** A construct wrote it into all its objects, whether they need it or not. */
  readonly isEmitted?: boolean;
}

/** The lines that a comment stands beside, from 1. */
export interface AcknowledgedLines {
  readonly first: number;
  /** As the first, unless a line of a script goes on in the next. */
  readonly last: number;
  /** The text whose lines they are. Unset: they are lines of the file, and all of a field that begins there is meant. */
  readonly text?: Place;
}
