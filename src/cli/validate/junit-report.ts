import type { Finding } from '../../rules/finding';
import type { Report, ReportFormat } from './report';

/** JUnit's XML: a file is a suite, an object a test, an error a failure; warnings are its output. */
export const junitReport: ReportFormat = (report) => {
  const files = [...new Set([...report.objects.map(({ locator }) => locator.file ?? ''), ...report.findings.map(({ place }) => place.file ?? '')])];
  const failures = report.findings.filter(isFailure).length;
  return `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="cdk8s-tekton validate" tests="${report.objects.length}" failures="${failures}" errors="0">
${files.map((file) => suite(file, report)).join('')}</testsuites>
`;
};

function suite(file: string, { objects, findings }: Report): string {
  const own = objects.filter(({ locator }) => (locator.file ?? '') === file).map(({ label, locator }) => ({ label, line: locator.locate('', 'value').line ?? 1 }));
  const found = findings.filter(({ place }) => place.file === file);
  const cases = own.map(({ label, line: first }, index) => {
    const next = own[index + 1]?.line ?? Infinity;
    return testCase(`${label} (line ${first})`, file, found.filter(({ place }) => (place.line ?? 1) >= first && (place.line ?? 1) < next));
  });
  return `  <testsuite name="${escaped(file)}" tests="${own.length}" failures="${found.filter(isFailure).length}" errors="0">\n${cases.join('')}  </testsuite>\n`;
}

function testCase(name: string, file: string, findings: readonly Finding[]): string {
  const failures = findings.filter(isFailure).map((finding) =>
    `      <failure type="${escaped(finding.rule.id)}" message="${escaped(finding.message)}">${escaped(line(finding))}</failure>\n`);
  const others = findings.filter((finding) => !isFailure(finding)).map(line);
  const output = others.length > 0 ? `      <system-out>${escaped(others.join('\n'))}</system-out>\n` : '';
  return `    <testcase name="${escaped(name)}" classname="${escaped(file)}">\n${failures.join('')}${output}    </testcase>\n`;
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
