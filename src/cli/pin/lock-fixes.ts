import type { Finding } from '../../rules/finding';
import { quotedLike, unquoted } from '../fix/replace-values';
import type { ImageLock } from './lock-file';

/** The rules whose findings a lock mends. */
const RULES = new Set(['digest/image', 'digest/bundle']);

/** Gives findings about names without a digest the replacement that a lock knows, so that `validate --fix` pins them. */
export function withLockedDigests(findings: readonly Finding[], texts: ReadonlyMap<string, string>, lock: ImageLock): Finding[] {
  if (lock.size === 0) return [...findings];
  return findings.map((finding) => {
    const old = RULES.has(finding.rule.id) ? textOf(finding, texts) : undefined;
    const digest = old === undefined ? undefined : lock.get(unquoted(old));
    return old === undefined || digest === undefined ? finding : { ...finding, replacement: quotedLike(old, `${unquoted(old)}@${digest}`) };
  });
}

function textOf({ place: { file, line, column, endLine, endColumn } }: Finding, texts: ReadonlyMap<string, string>): string | undefined {
  if (line === undefined || column === undefined || endColumn === undefined || endLine !== line) return undefined;
  return texts.get(file ?? '')?.split('\n')[line - 1]?.slice(column - 1, endColumn - 1);
}
