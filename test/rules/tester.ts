import { readYaml } from '../../src/cli/validate/read-yaml';
import { checkDocuments } from '../../src/rules/engine';
import type { Finding } from '../../src/rules/finding';
import { ALL_PACKS } from '../../src/rules/packs/all';
import type { ApiLevel, Pack } from '../../src/rules/rule';

/** What rules find in YAML. Default: all packs. */
export function findingsIn(yaml: string, { packs = ALL_PACKS, api = 'beta' }: { readonly packs?: readonly Pack[]; readonly api?: ApiLevel } = {}): Finding[] {
  return checkDocuments(readYaml('test.yaml', yaml), { packs, api });
}

/** The messages of one rule about YAML, with line and column: `4:9 two steps are called 'a'`. */
export function messagesOf(ruleId: string, yaml: string, api?: ApiLevel): string[] {
  return findingsIn(yaml, { api }).filter(({ rule }) => rule.id === ruleId).map(({ place, message }) => `${place.line}:${place.column} ${message}`);
}

/** The rules that threw, and were caught: none ever should. */
export function brokenRules(findings: readonly Finding[]): string[] {
  return findings.filter(({ message }) => message.startsWith('this rule broke over')).map(({ rule, message }) => `${rule.id}: ${message}`);
}
