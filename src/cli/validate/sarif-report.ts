import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ReportingDescriptor, Result, Log } from 'sarif';
import type { Finding } from '../../rules/finding';
import type { Rule, RuleSeverityName } from '../../rules/rule';
import { packageVersion } from '../package';
import { STDIN } from './find-files';
import { lineFingerprints } from './line-fingerprints';
import type { ReportFormat } from './report';

const HOME = 'https://github.com/cdk8s-tekton/cdk8s-tekton';

const LEVELS = { error: 'error', warning: 'warning', info: 'note' } as const satisfies { readonly [severity in RuleSeverityName]: string };

/** What code scanning shows for rules that are about security; between 0 and 10, as CVSS has it. */
const SECURITY_SEVERITIES: { readonly [severity in RuleSeverityName]: string } = { error: '8.0', warning: '5.0', info: '2.0' };

/** SARIF 2.1.0, with what code scanning of GitHub wants. Every file that was read is among the artifacts. */
export const sarifReport: ReportFormat = ({ findings, texts }) => {
  const files = [...texts.keys()];
  const rules = [...new Set(findings.map(({ rule }) => rule))];
  const fingerprints = fingerprintsIn(texts);
  const uriOf = urisFrom(rootOf(process.cwd()));
  const log: Log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [{
      tool: { driver: { name: 'cdk8s-tekton', version: packageVersion(), informationUri: HOME, rules: rules.map(descriptorOf) } },
      invocations: [{ executionSuccessful: true }],
      columnKind: 'utf16CodeUnits',
      artifacts: [...texts].map(([file, text]) => ({
        location: { uri: uriOf(file) },
        roles: ['analysisTarget'],
        sourceLanguage: 'yaml',
        encoding: 'utf-8',
        hashes: { 'sha-256': createHash('sha256').update(text).digest('hex') },
      })),
      results: findings.map((finding) => resultOf(finding, { rules, files, uriOf, fingerprint: fingerprints(finding) })),
    }],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
};

function descriptorOf({ id, summary, reason, source, fix, severity }: Rule): ReportingDescriptor {
  const [pack, name] = id.split('/');
  const helpUri = `${HOME}/blob/main/RULES.md#${pack}${name}`;
  return {
    id,
    name,
    shortDescription: { text: summary },
    fullDescription: { text: `${summary}: ${reason}` },
    helpUri,
    help: {
      text: `Why: ${reason}. Fix: ${fix}. Source: ${source}. Examples: ${helpUri}`,
      markdown: `**Why:** ${reason}.\n\n**Fix:** ${fix}.\n\n**Source:** ${source}.\n\n[Examples](${helpUri})`,
    },
    defaultConfiguration: { level: LEVELS[severity] },
    properties: {
      'tags': [pack],
      'precision': 'very-high',
      'problem.severity': severity === 'info' ? 'recommendation' : severity,
      ...pack === 'security' && { 'security-severity': SECURITY_SEVERITIES[severity] },
    },
  };
}

interface ResultContext {
  readonly rules: readonly Rule[];
  readonly files: readonly string[];
  readonly uriOf: (file: string) => string;
  readonly fingerprint: string | undefined;
}

function resultOf(finding: Finding, { rules, files, uriOf, fingerprint }: ResultContext): Result {
  const { rule, severity, message, fix, object, path, place, acknowledged, baseline } = finding;
  const { file, line = 1, column = 1, endLine, endColumn } = place;
  return {
    ruleId: rule.id,
    ruleIndex: rules.indexOf(rule),
    level: LEVELS[severity],
    message: { text: `${message}; fix: ${fix}` },
    locations: [{
      ...file !== undefined && {
        physicalLocation: {
          artifactLocation: { uri: uriOf(file), index: files.indexOf(file) },
          region: { startLine: line, startColumn: column, ...endLine !== undefined && { endLine, endColumn } },
        },
      },
      logicalLocations: [{ fullyQualifiedName: `${object}${path ? `: ${path}` : ''}`, kind: 'resource' }],
    }],
    ...fingerprint !== undefined && { partialFingerprints: { primaryLocationLineHash: fingerprint } },
    ...acknowledged !== undefined && { suppressions: [{ kind: baseline ? 'external' : 'inSource', status: 'accepted', justification: acknowledged }] },
    properties: { documentIndex: place.document ?? 0 },
  };
}

/** Texts are read when there is a finding in them. */
function fingerprintsIn(texts: ReadonlyMap<string, string>): (finding: Finding) => string | undefined {
  const known = new Map<string, string[]>();
  return ({ place: { file, line = 1 } }) => {
    const text = file === undefined ? undefined : texts.get(file);
    if (file === undefined || text === undefined) return undefined;
    const lines = known.get(file) ?? lineFingerprints(text);
    known.set(file, lines);
    return lines[line - 1];
  };
}

/** Code scanning wants paths from the root of the repository, wherever the command runs. */
function urisFrom(root: string): (file: string) => string {
  return (file) => {
    if (file === STDIN) return 'stdin';
    const path = relative(root, resolve(file));
    return path.startsWith('..') ? pathToFileURL(resolve(file)).href : path.split(sep).map(encodeURIComponent).join('/');
  };
}

/** The nearest directory that is a git repository; the given one where there is none. */
function rootOf(directory: string): string {
  for (let current = directory; ; current = dirname(current)) {
    if (existsSync(join(current, '.git'))) return current;
    if (current === dirname(current)) return directory;
  }
}
