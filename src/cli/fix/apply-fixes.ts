import type { Finding } from '../../rules/finding';
import { containersOf, paramsOf } from '../../rules/model/containers';
import type { RuleDocument } from '../../rules/model/document';
import type { Place } from '../../rules/model/place';
import { scriptInjection } from '../../rules/security/script-injection';
import type { ImageLock } from '../pin/lock-file';
import { withLockedDigests } from '../pin/lock-fixes';
import type { Report } from '../validate/report';
import { moveParams, type ScriptMove } from './move-params';
import { paramsToEnv } from './params-to-env';
import { offsetOf, valueEdits } from './replace-values';
import { applyEdits } from './text-edit';

/**
 * The texts of the files that change when findings are mended, by file.
 *
 * Mended is what takes no thought: values that a rule or the lock of images replaces, and params in scripts for a shell.
 */
export function fixedTexts({ findings, texts, objects }: Report, lock: ImageLock): ReadonlyMap<string, string> {
  const open = withLockedDigests(findings, texts, lock).filter(({ acknowledged }) => acknowledged === undefined);
  const fixed = new Map<string, string>();
  for (const [file, text] of texts) {
    const own = open.filter(({ place }) => place.file === file);
    if (own.length === 0) continue;
    const values = own.flatMap(({ place, replacement }) => (replacement === undefined ? [] : [{ place, write: () => replacement }]));
    const scripts = scriptMoves(own, objects.filter(({ locator }) => locator.file === file), text);
    const next = applyEdits(text, [...valueEdits(text, values), ...moveParams(text, scripts)]);
    if (next !== text) fixed.set(file, next);
  }
  return fixed;
}

/** The scripts with params in them that can be moved. */
function scriptMoves(findings: readonly Finding[], objects: readonly RuleDocument[], text: string): ScriptMove[] {
  const wanted = new Set(findings.filter(({ rule }) => rule === scriptInjection).map(({ place }) => positionOf(place)));
  if (wanted.size === 0) return [];
  return objects.flatMap((document) => containersOf(document).flatMap((view) => {
    const { script, env = [] } = view.container;
    const place = document.locator.locate(view.at('script'), 'value');
    if (script === undefined || !wanted.has(positionOf(place))) return [];
    const moved = paramsToEnv({ script, env, params: paramsOf(view, document) });
    return moved ? [{ offset: offsetOf(place, text), moved }] : [];
  }));
}

function positionOf({ line, column }: Place): string {
  return `${line}:${column}`;
}
