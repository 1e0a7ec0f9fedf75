import type { Acknowledgement } from './model/acknowledgement';
import type { Place } from './model/place';
import type { Rule, RuleSeverityName, RuleStage } from './rule';

/** One thing that a rule found. */
export interface Finding {
  readonly rule: Rule;
  readonly severity: RuleSeverityName;
  readonly stage: RuleStage;
  /** What is wrong. */
  readonly message: string;
  readonly fix: string;
  /** The object, as in `Task 'build'`. */
  readonly object: string;
  /** The object's name alone. */
  readonly name: string;
  /** Within the object, as in `spec.steps[0].image`. */
  readonly path: string;
  readonly place: Place;
  readonly replacement?: string;
  /** Somebody has accepted it, for this reason. */
  readonly acknowledged?: string;
  /** What accepts it, where somebody wrote that beside it. */
  readonly acknowledgedBy?: Acknowledgement;
  /** It is accepted because it was there before. */
  readonly baseline?: boolean;
}
