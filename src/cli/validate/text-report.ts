import type { Finding } from '../../rules/finding';
import type { RuleSeverityName } from '../../rules/rule';
import { counted } from '../counted';
import { painter } from '../screen';
import type { Painter } from '../screen';
import type { ReportFormat } from './report';

const COLORS: { readonly [severity in RuleSeverityName]: number } = { error: 31, warning: 33, info: 36 };
const DIM = 2;
const BOLD = 1;

/** As much of a line as is shown. */
const WIDTH = 160;

/** Findings for people: place, what is wrong, the lines around it, what to do. */
export const textReport: ReportFormat = ({ findings, texts, objects, skipped, notChecked }, { color }) => {
  const paint = painter(color);
  const shown = findings.filter(({ acknowledged }) => acknowledged === undefined);
  const lines = new Map([...texts].map(([file, text]) => [file, text === '' ? [] : text.split('\n')]));
  const blocks = alike(shown).map(([finding, ...others]) => (
    `${heading(finding, paint)}${frame(finding, lines, paint)}${also(others, paint)}${paint(DIM, '    fix: ')}${finding.fix}\n\n`));
  return `${blocks.join('')}${summary(shown, findings.length - shown.length, objects.length, skipped)}${notChecked.map((each) => `\nnot checked: ${each}`).join('')}\n`;
};

function heading({ place, severity, rule, message, object, path }: Finding, paint: Painter): string {
  const where = place.file === undefined ? place.construct ?? object : `${place.file}:${place.line ?? 1}:${place.column ?? 1}`;
  return `${paint(BOLD, where)}: ${paint(COLORS[severity], severity)}: ${message} ${paint(DIM, `[${rule.id}]`)}\n${paint(DIM, `    in ${object}${path ? ` at ${path}` : ''}`)}\n`;
}

/** Findings that say the same of one file, such as of an image that many steps have. */
function alike(findings: readonly Finding[]): [Finding, ...Finding[]][] {
  const groups = new Map<string, [Finding, ...Finding[]]>();
  for (const finding of findings) {
    const { place: { file, construct }, severity, rule, message, fix } = finding;
    const key = JSON.stringify([file ?? construct ?? finding.object, severity, rule.id, message, fix]);
    const group = groups.get(key);
    if (group) group.push(finding);
    else groups.set(key, [finding]);
  }
  return [...groups.values()];
}

/** Where else the same is found. */
function also(others: readonly Finding[], paint: Painter): string {
  const places = others.map(({ place: { line = 1, column = 1 } }) => `${line}:${column}`);
  return others.length === 0 ? '' : `${paint(DIM, `    also at ${places.join(', ')}`)}\n`;
}

/** The line of the finding and one before it, with a mark below. */
function frame({ place }: Finding, texts: ReadonlyMap<string, readonly string[]>, paint: Painter): string {
  const lines = place.file === undefined ? undefined : texts.get(place.file);
  if (!lines || place.line === undefined || place.column === undefined || lines[place.line - 1] === undefined) return '';
  const { line, column, endLine, endColumn = column } = place;
  // Of a line that no terminal is wide enough for, the part around the mark.
  const start = column > WIDTH / 2 ? column - WIDTH / 2 : 0;
  const width = String(line).length;
  const shown = lines.slice(Math.max(0, line - 2), line).map((text, index, all) =>
    `${paint(DIM, `    ${String(line - all.length + 1 + index).padStart(width)} | `)}${visible(text.slice(start, start + WIDTH))}\n`);
  const length = endLine === line ? Math.max(1, endColumn - column) : 1;
  return `${shown.join('')}${paint(DIM, `    ${' '.repeat(width)} | `)}${' '.repeat(column - 1 - start)}${paint(COLORS.error, '^'.repeat(Math.min(length, 60)))}\n`;
}

/** Tabs and control characters would move the mark, or the terminal. */
function visible(text: string): string {
  return text.replace(/\p{Cc}/gu, ' ');
}

function summary(shown: readonly Finding[], acknowledged: number, checked: number, skipped: readonly string[]): string {
  const count = (severity: RuleSeverityName): number => shown.filter((finding) => finding.severity === severity).length;
  const parts = [
    `${counted(checked, 'object')} checked`,
    ...(['error', 'warning'] as const).map((severity) => counted(count(severity), severity)),
    ...count('info') ? [counted(count('info'), 'note')] : [],
    ...acknowledged ? [`${acknowledged} acknowledged`] : [],
  ];
  return `${parts.join(', ')}${skipped.length ? `\nskipped, no Kubernetes object: ${skipped.join(', ')}` : ''}`;
}
