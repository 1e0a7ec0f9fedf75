import { RuleDocument } from './document';
import { withNames } from './event-variable';
import { child, valueAt } from './path';

/** What a TriggerTemplate says, wherever it stands. */
export interface TriggerTemplateSpec {
  /** The names of its params, in their order. */
  readonly params: readonly string[];
  /** The objects that it makes, plain and unchecked. */
  readonly templates: readonly unknown[];
  readonly path: string;
}

/** The specs of a TriggerTemplate, and of those that are inline in Triggers and EventListeners. */
export function triggerTemplatesOf({ apiVersion, kind, source }: RuleDocument): TriggerTemplateSpec[] {
  if (!apiVersion.startsWith('triggers.tekton.dev/')) return [];
  return placesOf(kind, source).flatMap((path) => {
    const spec = valueAt(source, path);
    if (typeof spec !== 'object' || spec === null) return [];
    const params = listAt(spec, 'params').map((param) => String(valueAt(param, 'name')));
    return [{ params, templates: listAt(spec, 'resourcetemplates'), path }];
  });
}

function placesOf(kind: string, source: unknown): string[] {
  switch (kind) {
    case 'TriggerTemplate': return ['spec'];
    case 'Trigger': return ['spec.template.spec'];
    case 'EventListener': return listAt(source, 'spec.triggers').map((_, index) => `spec.triggers[${index}].template.spec`);
    default: return [];
  }
}

/**
 * The objects that an event makes by these templates, as far as they are known before: variables stand for their own
 * names.
 */
export function templatedObjects(document: RuleDocument): RuleDocument[] {
  return triggerTemplatesOf(document).flatMap(({ templates, path }) => templates.map((template, index) => new RuleDocument({
    source: completed(template),
    locator: document.locator,
    acknowledgements: document.acknowledgements,
    template: { owner: document, path: child(child(path, 'resourcetemplates'), index) },
  })));
}

function completed(value: unknown): unknown {
  if (typeof value === 'string') return withNames(value);
  if (Array.isArray(value)) return value.map(completed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, completed(item)]));
}

function listAt(value: unknown, path: string): readonly unknown[] {
  const list = valueAt(value, path);
  return Array.isArray(list) ? list as readonly unknown[] : [];
}
