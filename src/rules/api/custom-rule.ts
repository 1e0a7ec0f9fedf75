import type { Rule } from '../rule';
import type { CheckedObject } from './checked-object';
import type { RuleSeverity } from './rule-severity';

/** A rule of your own. */
export interface IRule {
  /** `<your name>/<rule>`, as in `acme/owner-label`. Acknowledgements name it. */
  readonly id: string;

  /** What it demands, as in `every Task has the label owner`. */
  readonly summary: string;

  /**
   * How bad it is.
   *
   * @default RuleSeverity.ERROR
   */
  readonly severity?: RuleSeverity;

  /**
   * What happens otherwise.
   *
   * @default - the summary
   */
  readonly reason?: string;

  /**
   * What to do about it.
   *
   * @default - the summary
   */
  readonly fix?: string;

  /**
   * Looks at one object, and reports what is wrong with it. It must not throw.
   *
   * @param target the object
   */
  check(target: CheckedObject): void;
}

/** A custom rule as the engine wants it. */
export function ruleOf(rule: IRule, view: (context: Parameters<Rule['check']>[0]) => CheckedObject): Rule {
  return {
    id: rule.id,
    severity: rule.severity ?? 'error',
    stage: 'none',
    summary: rule.summary,
    reason: rule.reason ?? rule.summary,
    source: rule.id,
    fix: rule.fix ?? rule.summary,
    passing: '',
    failing: '',
    check: (context) => rule.check(view(context)),
  };
}
