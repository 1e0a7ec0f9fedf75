import { readFile } from 'node:fs/promises';
import type { Finding } from '../../rules/finding';
import { UsageError } from '../command';
import { writeFile } from '../write-file';

/** What identifies a finding though lines move: how often each occurs. */
type Baseline = { readonly [fingerprint: string]: number };

/** Marks the findings that a baseline knows as acknowledged, so that only new ones fail. */
export async function applyBaseline(file: string, findings: readonly Finding[]): Promise<Finding[]> {
  const left: { [fingerprint: string]: number } = { ...await readBaseline(file) };
  return findings.map((finding) => {
    const key = fingerprint(finding);
    if (finding.acknowledged !== undefined || !left[key]) return finding;
    left[key]--;
    return { ...finding, acknowledged: `in the baseline ${file}`, baseline: true };
  });
}

/** Writes down all findings that nobody has accepted, to be accepted from now on. @returns how many there are */
export async function writeBaseline(file: string, findings: readonly Finding[]): Promise<number> {
  const counts = new Map<string, number>();
  const open = findings.filter(({ acknowledged }) => acknowledged === undefined);
  for (const finding of open) {
    counts.set(fingerprint(finding), (counts.get(fingerprint(finding)) ?? 0) + 1);
  }
  const sorted = Object.fromEntries([...counts].sort(([one], [other]) => (one < other ? -1 : 1)));
  await writeFile(file, `${JSON.stringify({ version: 1, findings: sorted }, undefined, 2)}\n`);
  return open.length;
}

async function readBaseline(file: string): Promise<Baseline> {
  const text = await readFile(file, 'utf8').catch(() => {
    throw new UsageError(`the baseline '${file}' is not there, write it by --write-baseline ${file}`);
  });
  try {
    const { version, findings } = JSON.parse(text) as { version?: unknown; findings?: Baseline };
    if (version === 1 && findings) return findings;
  } catch {
    // Told below.
  }
  throw new UsageError(`'${file}' is no baseline, write it anew by --write-baseline ${file}`);
}

/** Indexes are left out: a step more before it makes no new finding. */
function fingerprint({ rule, place, object, path, message }: Finding): string {
  return [rule.id, place.file ?? '', object, path.replace(/\[\d+\]/g, '[]'), message].join(' | ');
}
