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

/** The lines of a file that a comment stands beside. */
export interface AcknowledgedLines {
  readonly first: number;
  /** As the first, unless a line of a script goes on in the next. */
  readonly last: number;
  /** It is a comment of a script, so it speaks of these lines of it; one of YAML speaks of all that is in a field that begins here. */
  readonly isInside: boolean;
}

/** Tells whether a path is another one, or leads on from there. */
export function isAtOrBelow(path: string, outer: string): boolean {
  return path === outer || path.startsWith(`${outer}.`) || path.startsWith(`${outer}[`);
}
