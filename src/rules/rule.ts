import type { RuleDocument } from './model/document';
import type { DocumentSet } from './model/document-set';
import type { TextPart } from './model/place';

/** How bad a finding is: an error fails the synth and the command, the others do not. */
export type RuleSeverityName = 'error' | 'warning' | 'info';

/** The levels of Tekton's flag `enable-api-fields`. */
export const API_LEVELS = ['stable', 'beta', 'alpha'] as const;
export type ApiLevel = typeof API_LEVELS[number];

/**
 * Who would say no to what a rule finds.
 *
 * `admission`: kubectl, the API server or Tekton's webhook, so that the object never exists; `run`: the Pod or the run;
 * `none`: nobody, it is advice.
 */
export type RuleStage = 'admission' | 'run' | 'none';

/**
 * A rule: what it is for, and how it looks at one object.
 *
 * The texts are what people read in the terminal, in an editor and in RULES.md, so they are full and short.
 */
export interface Rule {
  /** `<pack>/<name>`, never changed once released: baselines and acknowledgements name it. */
  readonly id: string;
  readonly severity: RuleSeverityName;
  readonly stage: RuleStage;
  /** What it demands, as a sentence without a period: `step names are unique DNS labels`. */
  readonly summary: string;
  /** Why: what happens otherwise. */
  readonly reason: string;
  /** Where that is written or was seen: a file of Tekton, a proposal, a page. */
  readonly source: string;
  /** What to do in general; a finding may say it more exactly. */
  readonly fix: string;
  /** YAML in which no rule of the pack finds anything. */
  readonly passing: string;
  /** YAML in which this rule finds something. */
  readonly failing: string;
  /** The level of `--api` that the examples are for. Default: beta. */
  readonly exampleApi?: ApiLevel;
  /** Reports what is wrong with one object. Never throws. */
  readonly check: (context: RuleContext) => void;
}

/** What a rule sees. */
export interface RuleContext {
  /** The object to look at. */
  readonly document: RuleDocument;
  /** All objects that are checked together, for references from one to another. */
  readonly documents: DocumentSet;
  readonly api: ApiLevel;
  /** Where Tasks, Pipelines and StepActions may come from: `github.com/tektoncd`. Unset: anywhere. */
  readonly trustedSources?: readonly string[];
  /** @param path of the offending value, as in `spec.steps[0].image` */
  report(path: string, problem: Problem): void;
}

/** What a rule reports at a place. */
export interface Problem {
  /** What is wrong: lower case, no period, values in quotes. */
  readonly message: string;
  /** What to do here. Default: the rule's. */
  readonly fix?: string;
  /** The place is the name of the field, not its value. */
  readonly atKey?: boolean;
  /** The place is this part of the value, which is text. */
  readonly within?: TextPart;
  /** Default: the rule's. */
  readonly severity?: RuleSeverityName;
  /** Default: the rule's. */
  readonly stage?: RuleStage;
  /** What `--fix` does: replaces the value at the path, which must be a string, by another text. */
  readonly replacement?: string;
}

/** Rules that belong together. */
export interface Pack {
  readonly name: string;
  readonly summary: string;
  readonly rules: readonly Rule[];
  /** It has opinions, or speaks of one platform, so it is applied on demand only. */
  readonly onDemand?: boolean;
}
