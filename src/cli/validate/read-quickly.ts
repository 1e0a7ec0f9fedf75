import { FAILSAFE_SCHEMA, loadAll, Type } from 'js-yaml';
import { resolveScalar } from '../../rules/model/yaml-scalar';
import { mayAcknowledge } from './acknowledgements';

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

/** A template that is not rendered, or a key that is a list or a mapping. */
const UNUSUAL = /\{\{|^\s*\?\s|[\]}]\s*:(?:\s|$)/m;

/**
 * The plain data of every document of a YAML text, ten times as fast as with places.
 *
 * @returns undefined for a text that deserves a closer look: one with mistakes, anchors, Lists, values that YAML
 *   changes, or acknowledgements
 */
export function readQuickly(text: string): unknown[] | undefined {
  if (mayAcknowledge(text) || UNUSUAL.test(text)) return undefined;
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
  return documents.filter((document) => document !== null && document !== undefined);
}

function isList(document: unknown): boolean {
  return typeof document === 'object' && document !== null && String((document as { readonly kind?: unknown }).kind).endsWith('List');
}
