import { ApiObject } from 'cdk8s';
import type { IConstruct, IValidation } from 'constructs';
import { pathOf } from '../../synth/construct-path';
import { checkDocuments } from '../engine';
import type { Finding } from '../finding';
import { isKnownRule, ruleSuggestion } from '../known-rules';
import type { Acknowledgement } from '../model/acknowledgement';
import { acknowledgementAnnotation, annotationValue } from '../model/annotated-acknowledgements';
import { RuleDocument } from '../model/document';
import { placedAt } from '../model/place';
import { ALL_PACKS } from '../packs/all';
import { DEFAULT_PACKS } from '../packs/default';
import type { RuleFinding } from './rule-finding';
import { RulePack } from './rule-pack';
import { RuleSeverity } from './rule-severity';
import { TektonApi } from './tekton-api';

const ACKNOWLEDGEMENT = 'cdk8s-tekton:acknowledge';

/** What a validator checks by. */
export interface ValidatorProps {
  /**
   * The packs of rules.
   *
   * @default - all packs of this package but those for one platform
   */
  readonly packs?: RulePack[];

  /**
   * What the cluster has switched on.
   *
   * @default TektonApi.BETA
   */
  readonly api?: TektonApi;

  /**
   * The mildest severity that fails the synth.
   *
   * @default RuleSeverity.ERROR
   */
  readonly failOn?: RuleSeverity;

  /**
   * Nothing is told of warnings that do not fail the synth.
   *
   * @default false
   */
  readonly quiet?: boolean;

  /**
   * Other severities than the rules' own, by rule id.
   *
   * @default - those of the rules
   */
  readonly severities?: { [ruleId: string]: RuleSeverity };

  /**
   * Ids of rules that are left out.
   *
   * @default - none
   */
  readonly without?: string[];

  /**
   * Where Tasks, Pipelines and StepActions may come from: hosts, or hosts with the beginning of a path, as in
   * `github.com/tektoncd`.
   *
   * @default - anywhere
   */
  readonly trustedSources?: string[];
}

/** Why a finding is accepted. */
export interface AcknowledgeOptions {
  /** For whoever reads it next year. */
  readonly reason: string;

  /**
   * Only findings at or below this place are accepted, as in `spec.steps[0]`.
   *
   * @default - those of the whole object
   */
  readonly path?: string;
}

/** From mild to bad. */
const ORDER = [RuleSeverity.INFO, RuleSeverity.WARNING, RuleSeverity.ERROR];

/**
 * Checks all objects below a construct by rules, and fails the synth over what is bad enough.
 *
 * `Validator.attach(app)` is all it takes. RULES.md describes every rule.
 */
export class Validator implements IValidation {
  /**
   * Checks everything below a construct when it is synthesized.
   *
   * @param scope an App or a Chart
   * @param props what to check by
   */
  public static attach(scope: IConstruct, props: ValidatorProps = {}): Validator {
    const validator = new Validator(scope, props);
    scope.node.addValidation(validator);
    return validator;
  }

  /**
   * Accepts what a rule finds in the objects of a construct and of all that is below it.
   *
   * The objects get an annotation that says so, for whoever checks the YAML: `cdk8s-tekton validate`, or the plugin of cdk8s.
   *
   * @param scope a Task, a Chart, or any other construct
   * @param ruleId as in `digest/image`
   * @param options with the reason
   */
  public static acknowledge(scope: IConstruct, ruleId: string, options: AcknowledgeOptions): void {
    if (options.reason.trim() === '') throw new Error(`'${pathOf(scope)}' acknowledges '${ruleId}' without a reason, write one: { reason: '...' }`);
    scope.node.addMetadata(ACKNOWLEDGEMENT, { ruleId, reason: options.reason, path: options.path } satisfies Acknowledgement);
    scope.node.addValidation({ validate: () => annotate(scope, ruleId) });
  }

  /** A synth may validate more than once. */
  private readonly told = new Set<string>();

  /**
   * @param scope an App or a Chart: all objects below it are looked at
   * @param props what to check by
   */
  constructor(private readonly scope: IConstruct, private readonly props: ValidatorProps = {}) {
    checkRuleIds(scope, props);
  }

  /** Everything that the rules find, acknowledged findings included. */
  public findings(): RuleFinding[] {
    const { packs, api, severities, without = [], trustedSources } = this.props;
    const objects = this.scope.node.findAll().filter((construct) => ApiObject.isApiObject(construct)).filter((object) => this.isReady(object));
    return checkDocuments(objects.map(documentOf), {
      packs: packs?.map((pack) => pack._toPack()) ?? DEFAULT_PACKS,
      api: api ?? TektonApi.BETA,
      severities: { ...severities, ...Object.fromEntries(without.map((id) => [id, 'off' as const])) },
      trustedSources,
    }).map(publicFinding);
  }

  /** What fails the synth, in full sentences. Warnings that do not are written to standard error, each once. */
  public validate(): string[] {
    const mildest = ORDER.indexOf(this.props.failOn ?? RuleSeverity.ERROR);
    const open = this.findings().filter(({ acknowledged }) => acknowledged === undefined);
    const warnings = open.filter(({ severity }) => severity === RuleSeverity.WARNING && ORDER.indexOf(severity) < mildest);
    if (!this.props.quiet) this.warn(warnings.map(sentence));
    return open.filter(({ severity }) => ORDER.indexOf(severity) >= mildest).map(sentence);
  }

  private warn(warnings: readonly string[]): void {
    for (const warning of warnings.filter((each) => !this.told.has(each))) {
      this.told.add(warning);
      process.stderr.write(`warning: ${warning}\n`);
    }
  }

  /** A construct that reports problems itself emits an object that only repeats them. */
  private isReady(object: ApiObject): boolean {
    const owner = object.node.scope;
    if (!owner || owner === this.scope || this.scope.node.scopes.includes(owner)) return true;
    return owner.node.validate().length === 0;
  }
}

/** A misspelt id would change nothing, and nobody would know. */
function checkRuleIds(scope: IConstruct, { packs = [], severities = {}, without = [] }: ValidatorProps): void {
  const known = [...ALL_PACKS, ...packs.map((pack) => pack._toPack())];
  for (const [prop, ids] of Object.entries({ severities: Object.keys(severities), without })) {
    const unknown = ids.find((id) => !isKnownRule(id, known));
    if (unknown !== undefined) throw new Error(`the Validator of '${pathOf(scope)}' names the unknown rule '${unknown}' in '${prop}'${ruleSuggestion(unknown, known)}`);
  }
}

function documentOf(object: ApiObject): RuleDocument {
  return new RuleDocument({
    source: JSON.parse(JSON.stringify(object.toJson())) as unknown,
    locator: placedAt({ construct: pathOf(authorOf(object)) }),
    acknowledgements: acknowledgementsOf(object),
  });
}

/** The construct that people know an object by: an object that they wrote themselves, or else what emits it as its `Resource`. */
function authorOf(object: ApiObject): IConstruct {
  return object.node.id === 'Resource' && object.node.scope ? object.node.scope : object;
}

/** Adds the annotation to all objects below a construct; there is never a problem. */
function annotate(scope: IConstruct, ruleId: string): string[] {
  for (const object of scope.node.findAll()) {
    if (!ApiObject.isApiObject(object)) continue;
    const own = acknowledgementsOf(object).filter((each) => each.ruleId === ruleId);
    object.metadata.addAnnotation(acknowledgementAnnotation(ruleId), annotationValue(own));
  }
  return [];
}

function acknowledgementsOf(object: ApiObject): Acknowledgement[] {
  return object.node.scopes.flatMap((scope) => scope.node.metadata.filter(({ type }) => type === ACKNOWLEDGEMENT)
    .map(({ data }) => ({ ...data as Acknowledgement, place: { construct: pathOf(scope) } })));
}

function publicFinding({ rule, severity, message, fix, object, path, place, acknowledged }: Finding): RuleFinding {
  return { ruleId: rule.id, severity: severity as RuleSeverity, message, fix, target: object, path, constructPath: place.construct, acknowledged };
}

function sentence({ ruleId, message, fix, target, path, constructPath }: RuleFinding): string {
  return `${constructPath ?? target}: ${message} (${target}${path ? ` at ${path}` : ''}; ${ruleId}): ${fix}`;
}
