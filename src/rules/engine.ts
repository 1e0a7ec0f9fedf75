import { acknowledgement } from './configuration/acknowledgement';
import type { Finding } from './finding';
import type { RuleDocument } from './model/document';
import { DocumentSet } from './model/document-set';
import { templatedObjects } from './model/trigger-template';
import type { ApiLevel, Pack, Problem, Rule, RuleContext, RuleSeverityName } from './rule';
import { uselessAcknowledgements } from './useless-acknowledgements';

/** What to check by. */
export interface CheckOptions {
  readonly packs: readonly Pack[];
  /** Default: beta, which is Tekton's. */
  readonly api?: ApiLevel;
  /** Overrides by rule id; `off` leaves a rule out. */
  readonly severities?: { readonly [ruleId: string]: RuleSeverityName | 'off' };
  /** Where Tasks, Pipelines and StepActions may come from. Default: anywhere. */
  readonly trustedSources?: readonly string[];
}

/**
 * Applies all rules to all objects, those that TriggerTemplates make included.
 *
 * Findings come in the order of the objects and of their places.
 */
export function checkDocuments(documents: readonly RuleDocument[], options: CheckOptions): Finding[] {
  const { packs, severities = {} } = options;
  const all = documents.flatMap((document) => [document, ...templatedObjects(document)]);
  const set = new DocumentSet(all);
  const rules = packs.flatMap((pack) => pack.rules).filter(({ id }) => severities[id] !== 'off');
  const findings = all.flatMap((document) => checkDocument(document, set, rules, options));
  if (!rules.includes(acknowledgement)) return findings;
  const severity = severities[acknowledgement.id] as RuleSeverityName | undefined;
  return [...findings, ...uselessAcknowledgements(all, findings, rules).map((finding) => severity ? { ...finding, severity } : finding)];
}

function checkDocument(
  document: RuleDocument, documents: DocumentSet, rules: readonly Rule[], { api = 'beta', severities = {}, trustedSources }: CheckOptions,
): Finding[] {
  const findings: Finding[] = [];
  const seen = new Set<string>();
  // One context for all rules of an object: there are many of both.
  let current: Rule;
  const context: RuleContext = {
    document,
    documents,
    api,
    trustedSources,
    report: (path, problem) => {
      if (document.isDecidedLater(path)) return;
      const finding = findingOf(document, current, path, problem, severities[current.id] as RuleSeverityName | undefined);
      // Two ways to the same problem are one finding.
      const key = [current.id, path, problem.message, finding.place.line, finding.place.column].join('\n');
      if (seen.has(key)) return;
      seen.add(key);
      findings.push(finding);
    },
  };
  for (const rule of rules) {
    current = rule;
    try {
      rule.check(context);
    } catch (error) {
      // One rule, perhaps somebody's own, must not take all others along.
      context.report('', { message: `this rule broke over the object: ${messageOf(error)}`, fix: 'mend the rule, or leave it out', severity: 'warning', stage: 'none' });
    }
  }
  return withoutRepetition(findings).sort(byPlace);
}

/** What is refused at once need not be told again as what would fail in the run. */
function withoutRepetition(findings: readonly Finding[]): Finding[] {
  const refused = new Set(findings.filter(({ stage }) => stage === 'admission').map(({ path }) => path));
  return findings.filter(({ stage, path }) => stage !== 'run' || !refused.has(path));
}

function findingOf(document: RuleDocument, rule: Rule, path: string, problem: Problem, severity: RuleSeverityName | undefined): Finding {
  const place = document.locator.locate(path, problem.within ?? (problem.atKey ? 'key' : 'value'));
  const written = document.writtenPath(path);
  return {
    rule,
    severity: severity ?? problem.severity ?? rule.severity,
    stage: problem.stage ?? rule.stage,
    message: problem.message,
    fix: problem.fix ?? rule.fix,
    object: document.label,
    name: document.name,
    path: written,
    place,
    ...problem.replacement === undefined ? {} : { replacement: problem.replacement },
    ...acceptance(document, rule, written, [place.line, problem.within && document.locator.locate(path, 'value').line]),
  };
}

/** @param lines where it stands, and where the text begins that it stands in: a comment at either accepts it */
function acceptance(document: RuleDocument, rule: Rule, path: string, lines: readonly (number | undefined)[]): Pick<Finding, 'acknowledged' | 'acknowledgedBy'> {
  const found = document.acknowledgements.find((each) => each.ruleId === rule.id && each.problem === undefined
    && (each.line === undefined || lines.includes(each.line))
    && (each.path === undefined || path === each.path || path.startsWith(`${each.path}.`) || path.startsWith(`${each.path}[`)));
  return found ? { acknowledged: found.reason, acknowledgedBy: found } : {};
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function byPlace(one: Finding, other: Finding): number {
  return (one.place.line ?? 0) - (other.place.line ?? 0) || (one.place.column ?? 0) - (other.place.column ?? 0);
}
