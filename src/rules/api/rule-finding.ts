import type { RuleSeverity } from './rule-severity';

/** One thing that a rule found. */
export interface RuleFinding {
  /** The id of the rule. */
  readonly ruleId: string;

  /** How bad it is. */
  readonly severity: RuleSeverity;

  /** What is wrong. */
  readonly message: string;

  /** What to do. */
  readonly fix: string;

  /** The object, as in `Task 'build'`. */
  readonly target: string;

  /** The place within the object, as in `spec.steps[0].image`. */
  readonly path: string;

  /**
   * The construct that emits the object.
   *
   * @default - the object comes from no construct
   */
  readonly constructPath?: string;

  /**
   * Why somebody accepts it.
   *
   * @default - nobody does
   */
  readonly acknowledged?: string;
}
