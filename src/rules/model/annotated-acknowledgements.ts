import type { Acknowledgement } from './acknowledgement';
import { child, valueAt } from './path';
import type { Locator } from './place';

/** What constructs acknowledge stands in the YAML that they emit, so that whoever checks that accepts it, too. */
const PREFIX = 'acknowledge.cdk8s-tekton.dev/';

/** The annotation for acknowledgements of one rule in one object. */
export function acknowledgementAnnotation(ruleId: string): string {
  return `${PREFIX}${ruleId.replace('/', '.')}`;
}

/** The acknowledgements of one rule as the value of the annotation. */
export function annotationValue(acknowledgements: readonly Pick<Acknowledgement, 'reason' | 'path'>[]): string {
  return JSON.stringify(acknowledgements.map(({ reason, path }) => ({ reason, ...path !== undefined && { path } })));
}

/** The acknowledgements in the annotations of an object; what is no such list accepts nothing. */
export function annotatedAcknowledgements(source: unknown, locator: Locator): Acknowledgement[] {
  const annotations = valueAt(source, 'metadata.annotations');
  if (typeof annotations !== 'object' || annotations === null) return [];
  return Object.entries(annotations).filter(([name]) => name.startsWith(PREFIX)).flatMap(([name, value]) => {
    const ruleId = name.slice(PREFIX.length).replace('.', '/');
    const place = locator.locate(child('metadata.annotations', name), 'key');
    return entriesOf(value).map(({ reason, path }) => ({ ruleId, reason: String(reason ?? ''), place, isEmitted: true, ...typeof path === 'string' && { path } }));
  });
}

function entriesOf(value: unknown): { readonly reason?: unknown; readonly path?: unknown }[] {
  try {
    const list: unknown = JSON.parse(String(value));
    return Array.isArray(list) ? list.filter((item) => typeof item === 'object' && item !== null) as object[] : [];
  } catch {
    return [];
  }
}
