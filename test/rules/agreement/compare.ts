import { readFileSync } from 'node:fs';
import { readYaml } from '../../../src/cli/validate/read-yaml';
import { checkDocuments } from '../../../src/rules/engine';
import type { RuleDocument } from '../../../src/rules/model/document';
import { tekton } from '../../../src/rules/packs/tekton';
import type { ApiLevel } from '../../../src/rules/rule';
import type { Verdict } from './oracle';

export const LEVELS: readonly ApiLevel[] = ['stable', 'beta', 'alpha'];

/** Served by CRDs, and looked at by no webhook of the newest version. */
const NOT_JUDGED = ['tekton.dev/v1alpha1 StepAction', 'tekton.dev/v1alpha1 VerificationPolicy'];

/** Tells whether Tekton's code has a verdict about a kind; one that it does not know is refused. */
export function isJudged(kind: string): boolean {
  return kind.startsWith('tekton.dev/') && !NOT_JUDGED.includes(kind);
}

/** One document about which the rules and Tekton do not agree. */
export interface Disagreement {
  readonly level: ApiLevel;
  readonly where: string;
  /** The rules find something that Tekton accepts. */
  readonly falsePositive: boolean;
  readonly ours: readonly string[];
  readonly theirs: string;
}

/** The outcome for one corpus. */
export interface Agreement {
  readonly documents: number;
  /** How many of them Tekton refuses. */
  readonly refused: { readonly [level in ApiLevel]: number };
  readonly disagreements: readonly Disagreement[];
  /** Files that are split into other documents here than there: templates, mostly. */
  readonly unlike: readonly string[];
}

/** Compares verdicts document by document; objects of other groups are left out. */
export function compare(verdicts: readonly Verdict[]): Agreement {
  const byFile = new Map<string, Verdict[]>();
  for (const verdict of verdicts) byFile.set(verdict.file, [...byFile.get(verdict.file) ?? [], verdict]);
  const disagreements: Disagreement[] = [];
  const unlike: string[] = [];
  const refused = { stable: 0, beta: 0, alpha: 0 };
  let count = 0;
  for (const [file, theirs] of byFile) {
    const documents = readYaml(file, readFileSync(file, 'utf8'));
    if (documents.length !== theirs.length) {
      unlike.push(file);
      continue;
    }
    const findings = Object.fromEntries(LEVELS.map((level) => [level, documents.map((document) => admissionProblems(document, level))]));
    theirs.forEach((verdict, index) => {
      if (verdict.kind === '' ? isNoObject(documents[index]) : !isJudged(verdict.kind)) return;
      count++;
      for (const level of LEVELS) {
        const ours = findings[level][index];
        const reason = verdict.refused[level];
        if (reason !== undefined) refused[level]++;
        if ((ours.length > 0) === (reason !== undefined)) continue;
        disagreements.push({ level, where: `${file}#${verdict.document} ${verdict.kind} ${verdict.name}`, falsePositive: ours.length > 0, ours, theirs: reason ?? '' });
      }
    });
  }
  return { documents: count, refused, disagreements, unlike };
}

/** YAML that nobody takes for an object: values, patches. */
function isNoObject({ source, textProblems }: RuleDocument): boolean {
  return textProblems.length === 0 && Object.keys(source).length === 0;
}

/** What nobody would let into the cluster. Each document is looked at alone, as the webhook does. */
export function admissionProblems(document: RuleDocument, api: ApiLevel): string[] {
  return checkDocuments([document], { packs: [tekton], api })
    .filter(({ stage, severity }) => stage === 'admission' && severity === 'error')
    .map(({ rule, message, path }) => `${rule.id} ${path}: ${message}`);
}
