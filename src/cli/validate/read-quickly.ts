import { FAILSAFE_SCHEMA, loadAll, Type } from 'js-yaml';
import { annotatedAcknowledgements } from '../../rules/model/annotated-acknowledgements';
import { RuleDocument } from '../../rules/model/document';
import type { Locator } from '../../rules/model/place';
import { resolveScalar } from '../../rules/model/yaml-scalar';
import { mayAcknowledge } from './acknowledgement-comment';
import { quickNodes } from './quick-nodes';
import { PlacedText, type YamlNode } from './yaml-node';

/** Whether YAML has changed a scalar without quotes since this was last set to false: a schema is made once for all texts. */
let hasChangedScalar = false;

/** What a scalar without quotes means. */
const SCALAR = new Type('tag:yaml.org,2002:scalar', {
  kind: 'scalar',
  resolve: (text: unknown) => typeof text === 'string' && typeof resolveScalar(text) !== 'string',
  construct: (text: string) => {
    const value = resolveScalar(text);
    hasChangedScalar ||= value !== null && String(value) !== text;
    return value;
  },
});

const MERGE = new Type('tag:yaml.org,2002:merge', { kind: 'scalar', resolve: (text: unknown) => text === '<<' });

const SCHEMA = FAILSAFE_SCHEMA.extend({ implicit: [MERGE, SCALAR] });

/** What ends a line in YAML 1.1, which Kubernetes' tools read, and in 1.2 does not. */
export const ODD_LINE_END = /[\u0085\u2028\u2029](?=\S)/;

/** A template that is not rendered, a key that is a list or a mapping, a merge key, an empty item, or a byte order mark. */
const UNUSUAL = /\{\{|^\s*\?\s|[\]}]\s*:(?:\s|$)|<<\s*:|^[ \t]*(?:-[ \t]+)*-[ \t]*\r?$|^\uFEFF/m;

/**
 * Reads every object of a YAML text, several times as fast as with places: those are looked for once something is found.
 *
 * @returns undefined for a text that deserves a closer look: one with mistakes, anchors, Lists, values that YAML
 *   changes, or acknowledgements
 */
export function readQuickly(file: string, text: string): RuleDocument[] | undefined {
  const sources = quickSources(text);
  if (!sources) return undefined;
  let places: { readonly text: PlacedText; readonly nodes: readonly YamlNode[] } | undefined;
  return sources.flatMap((source, index) => {
    if (source === null || source === undefined) return [];
    const locator: Locator = {
      file,
      locate: (path, part) => {
        places ??= { text: new PlacedText(file, text), nodes: quickNodes(text) };
        return places.text.locate(places.nodes[index], index, path, part);
      },
    };
    return [new RuleDocument({ source, locator, acknowledgements: annotatedAcknowledgements(source, locator) })];
  });
}

/** The plain data of every document, those that are empty, too. */
function quickSources(text: string): unknown[] | undefined {
  if (mayAcknowledge(text) || UNUSUAL.test(text) || ODD_LINE_END.test(text)) return undefined;
  hasChangedScalar = false;
  let isAnchored = false;
  const documents: unknown[] = [];
  try {
    loadAll(text, (document) => documents.push(document), {
      schema: SCHEMA,
      listener: (_, state) => {
        const { anchor } = state as object as { readonly anchor?: string | null };
        isAnchored ||= typeof anchor === 'string';
      },
    });
  } catch {
    return undefined;
  }
  if (isAnchored || hasChangedScalar || documents.some(isList)) return undefined;
  return documents;
}

function isList(document: unknown): boolean {
  return typeof document === 'object' && document !== null && String((document as { readonly kind?: unknown }).kind).endsWith('List');
}
