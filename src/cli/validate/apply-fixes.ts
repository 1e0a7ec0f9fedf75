import { writeFile } from 'node:fs/promises';
import type { Finding } from '../../rules/finding';

/**
 * Writes the replacements of findings into their files.
 *
 * Only what stands on one line, so that nothing else of the text changes.
 *
 * @returns the findings that were mended
 */
export async function applyFixes(findings: readonly Finding[], texts: ReadonlyMap<string, string>): Promise<Finding[]> {
  const fixable = findings.filter(({ replacement, acknowledged, place }) =>
    replacement !== undefined && acknowledged === undefined && texts.has(place.file ?? '') && place.endLine === place.line);
  const byFile = new Map<string, Finding[]>();
  for (const finding of fixable) byFile.set(finding.place.file ?? '', [...byFile.get(finding.place.file ?? '') ?? [], finding]);
  await Promise.all([...byFile].map(([file, own]) => writeFile(file, mended(texts.get(file) ?? '', own))));
  return fixable;
}

/** From the end to the beginning, so that columns stay true. */
function mended(text: string, findings: readonly Finding[]): string {
  const lines = text.split('\n');
  const ordered = [...findings].sort(({ place: one }, { place: other }) =>
    (other.line ?? 0) - (one.line ?? 0) || (other.column ?? 0) - (one.column ?? 0));
  for (const { place: { line = 1, column = 1, endColumn = column }, replacement = '' } of ordered) {
    const old = lines[line - 1] ?? '';
    lines[line - 1] = old.slice(0, column - 1) + replacement + old.slice(endColumn - 1);
  }
  return lines.join('\n');
}
