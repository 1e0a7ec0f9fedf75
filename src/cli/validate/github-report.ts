import type { RuleSeverityName } from '../../rules/rule';
import type { ReportFormat } from './report';

const COMMANDS: { readonly [severity in RuleSeverityName]: string } = { error: 'error', warning: 'warning', info: 'notice' };

/** Workflow commands of GitHub: each finding is shown at its line in the pull request. */
export const githubReport: ReportFormat = ({ findings }) => findings.filter(({ acknowledged }) => acknowledged === undefined)
  .map(({ severity, rule, message, fix, place }) => {
    const position = { file: place.file ?? '', line: place.line, col: place.column, endLine: place.endLine, endColumn: place.endColumn, title: rule.id };
    const properties = Object.entries(position).filter(([, value]) => value !== undefined && value !== '').map(([name, value]) => `${name}=${property(String(value))}`);
    return `::${COMMANDS[severity]} ${properties.join(',')}::${data(`${message}; fix: ${fix}`)}\n`;
  }).join('');

function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
