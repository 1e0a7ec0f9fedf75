import { acknowledgement } from './configuration/acknowledgement';
import type { Finding } from './finding';
import { isKnownRule, ruleSuggestion } from './known-rules';
import type { Acknowledgement } from './model/acknowledgement';
import type { RuleDocument } from './model/document';
import { ALL_PACKS } from './packs/all';
import type { Rule } from './rule';

/**
 * The acknowledgements that accept nothing, name no rule, or give no reason.
 *
 * Those for rules that were not applied may be of use another time.
 */
export function uselessAcknowledgements(documents: readonly RuleDocument[], findings: readonly Finding[], applied: readonly Rule[]): Finding[] {
  // Of what cannot be decoded, hardly a rule can say anything.
  const unjudged = documents.filter(({ isSound }) => !isSound).flatMap(({ acknowledgements }) => acknowledgements);
  const used = new Set([...unjudged, ...findings.flatMap(({ acknowledgedBy }) => acknowledgedBy ?? [])].map(keyOf));
  const useless = new Map<string, Finding>();
  for (const document of documents) {
    for (const each of document.acknowledgements) {
      const problem = problemOf(each, used.has(keyOf(each)), applied);
      if (problem && !useless.has(keyOf(each))) useless.set(keyOf(each), findingOf(document, each, problem));
    }
  }
  return [...useless.values()];
}

type Problem = Pick<Finding, 'message' | 'fix'>;

function problemOf({ ruleId, reason, isEmitted, problem }: Acknowledgement, isUsed: boolean, applied: readonly Rule[]): Problem | undefined {
  if (problem !== undefined) return { message: problem, fix: "write '# cdk8s-tekton: acknowledge <rule> <reason>', or acknowledge-object for the whole object" };
  const [pack, name] = ruleId.split('/');
  const isOurs = name === undefined || ALL_PACKS.some((each) => each.name === pack);
  const isApplied = applied.some(({ id }) => id === ruleId);
  // A pack of somebody's own is known where it is applied only.
  if (isOurs && !isApplied && !isKnownRule(ruleId)) return { message: `there is no rule '${ruleId}'${ruleSuggestion(ruleId)}`, fix: 'name a rule as in digest/image, or remove the acknowledgement' };
  if (isUsed) return reason.trim() === '' ? { message: `the acknowledgement of '${ruleId}' has no reason`, fix: 'write the reason behind the name of the rule' } : undefined;
  return isApplied && !isEmitted ? { message: `the acknowledgement of '${ruleId}' accepts nothing`, fix: acknowledgement.fix } : undefined;
}

function findingOf({ label, name, locator }: RuleDocument, { place }: Acknowledgement, problem: Problem): Finding {
  return {
    rule: acknowledgement,
    severity: acknowledgement.severity,
    stage: acknowledgement.stage,
    ...problem,
    object: label,
    name,
    path: '',
    place: place ?? { file: locator.file },
  };
}

/** The same comment may be there for several objects of a List, and a construct's for all below it. */
function keyOf({ ruleId, path, place }: Acknowledgement): string {
  return [ruleId, path, place?.file, place?.line, place?.column, place?.construct].join('\n');
}
