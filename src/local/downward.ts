import { TaskRunError } from './errors';
import type { PodMetadata } from './pod-metadata';

/** Fields that need a node: a constant stands in for each. */
const NODE_FIELDS: { readonly [path: string]: string } = {
  'spec.nodeName': 'localhost', 'status.hostIP': '127.0.0.1', 'status.podIP': '127.0.0.1', 'status.hostIPs': '127.0.0.1', 'status.podIPs': '127.0.0.1',
};

/**
 * The value of a `fieldRef`, as Kubernetes gives it; a label or annotation that is not there is empty.
 *
 * Source: `ExtractFieldPathAsString` in k8s.io/kubernetes/pkg/fieldpath.
 */
export function fieldValue(path: string, pod: PodMetadata): string {
  const subscript = /^metadata\.(annotations|labels)\['(.*)'\]$/.exec(path);
  if (subscript) return (subscript[1] === 'labels' ? pod.labels : pod.annotations)[subscript[2]] ?? '';
  switch (path) {
    case 'metadata.name': return pod.name;
    case 'metadata.namespace': return pod.namespace;
    case 'metadata.uid': return pod.uid;
    case 'metadata.labels': return formatMap(pod.labels);
    case 'metadata.annotations': return formatMap(pod.annotations);
    case 'spec.serviceAccountName': return pod.serviceAccountName;
    default:
      if (path in NODE_FIELDS) return NODE_FIELDS[path];
      throw new TaskRunError('CreateContainerConfigError', `fieldRef '${path}' is not a field of a pod that can be read`);
  }
}

/** Labels or annotations as a downward API file has them: one `name="value"` a line, by name, quoted as Go does. */
function formatMap(map: { readonly [name: string]: string }): string {
  return Object.keys(map).sort().map((name) => `${name}=${quote(map[name])}`).join('\n');
}

const ESCAPES: { readonly [character: string]: string } = {
  '\x07': '\\a', '\b': '\\b', '\f': '\\f', '\n': '\\n', '\r': '\\r', '\t': '\\t', '\v': '\\v', '\\': '\\\\', '"': '\\"',
};

/** Go's `strconv.Quote`. */
function quote(text: string): string {
  return `"${text.replace(/[\\"\u0000-\u001f\u007f]/g, (character) => ESCAPES[character] ?? `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`)}"`;
}
