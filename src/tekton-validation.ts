import { suggestion } from './private/suggestion';
import { checkDocuments } from './rules/engine';
import type { Finding } from './rules/finding';
import { annotatedAcknowledgements } from './rules/model/annotated-acknowledgements';
import { RuleDocument } from './rules/model/document';
import { placedAt } from './rules/model/place';
import { ALL_PACKS } from './rules/packs/all';
import { DEFAULT_PACKS } from './rules/packs/default';
import { API_LEVELS, type ApiLevel, type RuleSeverityName } from './rules/rule';

/** The properties of the plugin in cdk8s.yaml. */
export interface TektonValidationProps {
  /**
   * `stable`, `beta` or `alpha`, as enable-api-fields of the cluster.
   *
   * @default 'beta'
   */
  readonly api?: string;

  /**
   * The names of the packs, see RULES.md.
   *
   * @default - all packs but those for one platform
   */
  readonly packs?: string[];

  /**
   * Where Tasks, Pipelines and StepActions may come from: hosts, or hosts with the beginning of a path.
   *
   * @default - anywhere
   */
  readonly trustedSources?: string[];
}

const PROPERTIES: readonly string[] = ['api', 'packs', 'trustedSources'] satisfies (keyof TektonValidationProps)[];

/**
 * What cdk8s gives to a validation plugin.
 *
 * @jsii ignore
 */
export interface SynthValidationContext {
  /** The files that the synth wrote. */
  readonly manifests: readonly string[];
  /** Takes what was found. */
  readonly report: {
    addViolation(violation: {
      readonly ruleName: string;
      readonly recommendation: string;
      readonly fix: string;
      readonly violatingResources: readonly { readonly resourceName: string; readonly locations: readonly string[]; readonly manifestPath: string }[];
    }): void;
    submit(status: 'success' | 'failure', metadata?: { readonly [key: string]: string }): void;
  };
  /** The objects in a file. */
  parseManifest(path: string): unknown[];
}

/**
 * The rules as a validation plugin of cdk8s: `cdk8s synth` checks what it wrote.
 *
 * In cdk8s.yaml: `validations: [{ package: cdk8s-tekton, version: ..., class: TektonValidation }]`.
 */
export class TektonValidation {
  private readonly props: TektonValidationProps;

  /** @param props from cdk8s.yaml */
  constructor(props: TektonValidationProps = {}) {
    const unknown = Object.keys(props).find((name) => !PROPERTIES.includes(name));
    if (unknown !== undefined) throw new Error(`cdk8s.yaml gives TektonValidation the unknown property '${unknown}'${suggestion(unknown, PROPERTIES)}`);
    this.props = props;
  }

  /**
   * Checks the manifests of a synth.
   *
   * @jsii ignore
   * @param context from cdk8s
   */
  public async validate(context: SynthValidationContext): Promise<void> {
    const documents = context.manifests.flatMap((manifest) =>
      context.parseManifest(manifest).filter(Boolean).map((source) => documentOf(source, manifest)));
    const findings = checkDocuments(documents, { packs: this.packs(), api: this.api(), trustedSources: this.props.trustedSources });
    for (const finding of findings) context.report.addViolation(violationOf(finding));
    const open = findings.filter(({ acknowledged }) => acknowledged === undefined);
    const count = (severity: RuleSeverityName): number => open.filter((finding) => finding.severity === severity).length;
    const counts = { objects: documents.length, errors: count('error'), warnings: count('warning'), notes: count('info'), acknowledged: findings.length - open.length };
    context.report.submit(counts.errors > 0 ? 'failure' : 'success', Object.fromEntries(Object.entries(counts).map(([name, value]) => [name, String(value)])));
  }

  private packs(): typeof ALL_PACKS {
    const known = ALL_PACKS.map(({ name }) => name);
    const unknown = this.props.packs?.find((name) => !known.includes(name));
    if (unknown !== undefined) throw new Error(`cdk8s.yaml names the pack '${unknown}'${suggestion(unknown, known)}`);
    return this.props.packs ? ALL_PACKS.filter(({ name }) => this.props.packs?.includes(name)) : DEFAULT_PACKS;
  }

  private api(): ApiLevel {
    const { api = 'beta' } = this.props;
    const level = API_LEVELS.find((each) => each === api);
    if (level === undefined) throw new Error(`cdk8s.yaml has api '${api}' for TektonValidation, expected ${API_LEVELS.join(', ')}`);
    return level;
  }
}

function documentOf(source: unknown, manifest: string): RuleDocument {
  const locator = placedAt({ file: manifest });
  return new RuleDocument({ source, locator, acknowledgements: annotatedAcknowledgements(source, locator) });
}

function violationOf({ rule, severity, message, fix, name, path, place, acknowledged }: Finding): Parameters<SynthValidationContext['report']['addViolation']>[0] {
  return {
    ruleName: rule.id,
    recommendation: `${severity}: ${message}`,
    fix: acknowledged === undefined ? fix : `acknowledged: ${acknowledged}`,
    violatingResources: [{ resourceName: name, locations: [path], manifestPath: place.file ?? '' }],
  };
}
