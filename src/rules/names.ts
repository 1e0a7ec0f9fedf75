/** What Kubernetes takes for a name. @see k8s.io/apimachinery/pkg/util/validation */

const LABEL = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/;
const SUBDOMAIN = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/;
const KEY = /^(?:[A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;

/** Lower-case letters, digits and `-`, at most 63. */
export function isDnsLabel(name: string): boolean {
  return name.length <= 63 && LABEL.test(name);
}

/** DNS labels with dots between them, at most 253. */
export function isDnsSubdomain(name: string): boolean {
  return name.length <= 253 && SUBDOMAIN.test(name);
}

/** The key of a label: `app`, `app.kubernetes.io/name`. */
export function isQualifiedName(name: string): boolean {
  const parts = name.split('/');
  const key = parts[parts.length - 1];
  if (parts.length > 2 || (parts.length === 2 && !isDnsSubdomain(parts[0]))) return false;
  return key.length <= 63 && KEY.test(key);
}

/** The value of a label, which may be empty. */
export function isLabelValue(value: string): boolean {
  return value === '' || (value.length <= 63 && KEY.test(value));
}

/** @see ResultNameFormat in pkg/apis/pipeline/v1/resultref.go of Tekton */
export function isResultName(name: string): boolean {
  return KEY.test(name);
}

/** An item that has the name of another one. */
export interface Repeated<T> {
  readonly item: T;
  readonly index: number;
  readonly name: string;
}

/** The items that another one before them has the name of. */
export function repeated<T>(items: readonly T[], nameOf: (item: T) => string | undefined): Repeated<T>[] {
  const seen = new Set<string>();
  return items.flatMap((item, index) => {
    const name = nameOf(item) ?? '';
    if (seen.has(name)) return [{ item, index, name }];
    seen.add(name);
    return [];
  });
}

/** The same items, of which each has a name: Tekton takes a missing one for the empty one. */
export function named<T extends { readonly name?: string }>(items: readonly T[] | undefined): (T & { readonly name: string })[] {
  return (items ?? []).map((item) => ({ ...item, name: item.name ?? '' }));
}
