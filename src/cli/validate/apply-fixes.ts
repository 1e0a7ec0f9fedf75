import { writeFile } from 'node:fs/promises';
import type { Finding } from '../../rules/finding';
import { replaceValues } from './replace-values';

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

function mended(text: string, findings: readonly Finding[]): string {
  return replaceValues(text, findings.map(({ place, replacement = '' }) => ({ place, write: () => replacement })));
}
