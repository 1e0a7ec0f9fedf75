import { pathToFileURL } from 'node:url';
import type { Finding } from '../../rules/finding';
import type { Rule, RuleSeverityName } from '../../rules/rule';
import { packageVersion } from '../package';
import type { ReportFormat } from './report';

const LEVELS: { readonly [severity in RuleSeverityName]: string } = { error: 'error', warning: 'warning', info: 'note' };

/** SARIF 2.1.0, for code scanning. Every file that was read is among the artifacts. */
export const sarifReport: ReportFormat = ({ findings, texts }) => {
  const files = [...texts.keys()];
  const rules = [...new Set(findings.map(({ rule }) => rule))];
  return `${JSON.stringify({
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [{
      tool: { driver: { name: 'cdk8s-tekton', version: packageVersion(), informationUri: 'https://github.com/cdk8s-tekton/cdk8s-tekton', rules: rules.map(ruleOf) } },
      columnKind: 'utf16CodeUnits',
      artifacts: files.map((file) => ({ location: { uri: uriOf(file) } })),
      results: findings.map((finding) => resultOf(finding, rules, files)),
    }],
  }, undefined, 2)}\n`;
};

function ruleOf({ id, summary, reason, source, fix, severity }: Rule): object {
  return {
    id,
    shortDescription: { text: summary },
    fullDescription: { text: `${summary}: ${reason}` },
    help: { text: `${fix} (source: ${source})` },
    defaultConfiguration: { level: LEVELS[severity] },
  };
}

function resultOf(finding: Finding, rules: readonly Rule[], files: readonly string[]): object {
  const { rule, severity, message, fix, object, path, place, acknowledged } = finding;
  const { file, line, column, endLine, endColumn } = place;
  return {
    ruleId: rule.id,
    ruleIndex: rules.indexOf(rule),
    level: LEVELS[severity],
    message: { text: `${message}; fix: ${fix}` },
    locations: [{
      ...file === undefined ? {} : {
        physicalLocation: {
          artifactLocation: { uri: uriOf(file), index: files.indexOf(file) },
          ...line === undefined ? {} : { region: { startLine: line, startColumn: column, ...endLine === undefined ? {} : { endLine, endColumn } } },
        },
      },
      logicalLocations: [{ fullyQualifiedName: `${object}${path ? `: ${path}` : ''}`, kind: 'resource' }],
    }],
    properties: { documentIndex: place.document ?? 0 },
    ...acknowledged === undefined ? {} : { suppressions: [{ kind: 'inSource', justification: acknowledged }] },
  };
}

/** Relative files stay relative to where the command runs, which is what code scanning expects. */
function uriOf(file: string): string {
  if (file.startsWith('/')) return pathToFileURL(file).href;
  return file.split(/[\\/]/).map(encodeURIComponent).join('/');
}
