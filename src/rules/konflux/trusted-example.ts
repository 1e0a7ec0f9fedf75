import { DIGEST } from '../digest/pinned-example';

/** A reference to a Task of a catalog, tagged and pinned, for the examples of rules. */
export function bundleOf(name: string, version = `0.1@${DIGEST}`): string {
  return `{resolver: bundles, params: [{name: name, value: ${name}}, {name: bundle, value: "quay.example.com/catalog/task-${name}:${version}"}, {name: kind, value: task}]}`;
}
