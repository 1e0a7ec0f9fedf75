import { checkDocuments, type CheckOptions } from '../../rules/engine';
import { RuleDocument } from '../../rules/model/document';
import { placedAt } from '../../rules/model/place';
import type { Pack } from '../../rules/rule';
import { yaml } from '../../rules/tekton/yaml';
import { readQuickly } from './read-quickly';
import type { Report } from './report';
import type { Sources, SourceText } from './source-text';

/** What cannot be read is told whatever packs there are: nothing has been checked then. */
const READABLE: Pack = { name: 'readable', summary: 'can it be read', rules: [yaml] };

/** Checks texts together: references lead from one to another. */
export async function check({ texts, notChecked }: Sources, { packs, ...options }: CheckOptions): Promise<Report> {
  const documents = (await Promise.all(texts.map(documentsOf))).flat();
  const objects = documents.filter(isObject);
  const all = packs.some(({ rules }) => rules.includes(yaml)) ? packs : [READABLE, ...packs];
  return {
    findings: checkDocuments(objects, { packs: all, ...options }),
    texts: new Map(texts.map(({ file, text }) => [file, text])),
    objects,
    skipped: documents.filter((document) => !isObject(document)).map(({ locator }) => `${locator.file ?? ''}:${locator.locate('', 'value').line ?? 1}`),
    notChecked,
  };
}

/** The parser for a closer look takes a fifth of a start to load. */
async function documentsOf({ file, text, problem }: SourceText): Promise<RuleDocument[]> {
  if (problem === undefined) return otherJson(file, text) ?? readQuickly(file, text) ?? (await import('./read-yaml.js')).readClosely(file, text);
  return [new RuleDocument({ source: undefined, locator: placedAt({ file, line: 1, column: 1 }), textProblems: [{ kind: 'yaml', path: '', message: problem }] })];
}

/** JSON that is no Kubernetes object: lock files and the like are large, and need no places. */
function otherJson(file: string, text: string): RuleDocument[] | undefined {
  if (!file.endsWith('.json')) return undefined;
  try {
    const source: unknown = JSON.parse(text);
    const isOther = typeof source !== 'object' || source === null || !('kind' in source && 'apiVersion' in source);
    return isOther ? [new RuleDocument({ source, locator: placedAt({ file, line: 1, column: 1 }) })] : undefined;
  } catch {
    return undefined;
  }
}

/** What cannot be read is told of; what is no Kubernetes object at all is left alone. */
function isObject({ kind, apiVersion, textProblems }: RuleDocument): boolean {
  return textProblems.length > 0 || (kind !== '' && apiVersion !== '');
}
