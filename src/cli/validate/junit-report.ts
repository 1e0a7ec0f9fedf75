import type { Finding } from '../../rules/finding';
import type { Report, ReportFormat } from './report';

/** JUnit's XML: a file is a suite, an object a test, which fails once whatever number of errors it has; warnings are its output. */
export const junitReport: ReportFormat = (report) => {
  const files = [...new Set(report.objects.map(({ locator }) => locator.file ?? ''))];
  const suites = files.map((file) => ({ file, tests: testsOf(file, report) }));
  return `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="cdk8s-tekton validate" ${counts(suites.flatMap(({ tests }) => tests))}>
${suites.map(({ file, tests }) => `  <testsuite name="${escaped(file)}" ${counts(tests)}>\n${tests.map(testCase).join('')}  </testsuite>\n`).join('')}</testsuites>
`;
};

/** An object and what was found in it. */
interface ObjectTest {
  readonly name: string;
  readonly file: string;
  readonly failures: readonly Finding[];
  readonly others: readonly Finding[];
}

/** What stands before the first object belongs to it: a comment. */
function testsOf(file: string, { objects, findings }: Report): ObjectTest[] {
  const own = objects.filter(({ locator }) => (locator.file ?? '') === file).map(({ label, locator }) => ({ label, first: locator.locate('', 'value').line ?? 1 }));
  const found = findings.filter(({ place }) => (place.file ?? '') === file);
  return own.map(({ label, first }, index) => {
    const start = index === 0 ? 0 : first;
    const end = own[index + 1]?.first ?? Infinity;
    const within = found.filter(({ place }) => (place.line ?? 1) >= start && (place.line ?? 1) < end);
    return { name: `${label} (line ${first})`, file, failures: within.filter(isFailure), others: within.filter((finding) => !isFailure(finding)) };
  });
}

function counts(tests: readonly ObjectTest[]): string {
  return `tests="${tests.length}" failures="${tests.filter(({ failures }) => failures.length > 0).length}" errors="0"`;
}

function testCase({ name, file, failures, others }: ObjectTest): string {
  const output = others.length > 0 ? `      <system-out>${escaped(others.map(line).join('\n'))}</system-out>\n` : '';
  return `    <testcase name="${escaped(name)}" classname="${escaped(file)}">\n${failure(failures)}${output}    </testcase>\n`;
}

function failure(failures: readonly Finding[]): string {
  if (failures.length === 0) return '';
  const [{ rule, message }] = failures;
  const more = failures.length > 1 ? `, and ${failures.length - 1} more` : '';
  return `      <failure type="${escaped(rule.id)}" message="${escaped(`${message}${more}`)}">${escaped(failures.map(line).join('\n'))}</failure>\n`;
}

function isFailure({ severity, acknowledged }: Finding): boolean {
  return severity === 'error' && acknowledged === undefined;
}

function line({ place, severity, message, fix, rule, acknowledged }: Finding): string {
  return `${place.file ?? ''}:${place.line ?? 1}:${place.column ?? 1}: ${severity}: ${message} [${rule.id}]; ${acknowledged === undefined ? `fix: ${fix}` : `acknowledged: ${acknowledged}`}`;
}

/** Text as XML takes it: control characters are not allowed at all. */
function escaped(text: string): string {
  const entities: { readonly [character: string]: string } = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  return text.replace(/[^\P{Cc}\n\t]/gu, ' ').replace(/[&<>"]/g, (character) => entities[character] ?? '');
}
