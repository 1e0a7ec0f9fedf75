import { App, Chart, Testing } from 'cdk8s';
import type { Construct } from 'constructs';

/** A Kubernetes object as it stands in a manifest. */
export interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly labels?: object; readonly annotations?: { readonly [name: string]: string } };
  readonly spec: { readonly [field: string]: unknown };
  readonly data?: { readonly [key: string]: string };
  readonly [field: string]: unknown;
}

/** A chart named `ci` in an App of its own. */
export function chartOf(): Chart {
  return new Chart(new App(), 'ci', { namespace: 'ci' });
}

/** The objects of a chart, its validations aside. */
export function objectsOf(chart: Chart): Manifest[] {
  return Testing.synth(chart) as Manifest[];
}

/** The object of a kind and name. */
export function objectOf(chart: Chart, kind: string, name: string): Manifest {
  const found = objectsOf(chart).find((object) => object.kind === kind && object.metadata.name === name);
  if (!found) throw new Error(`no ${kind} '${name}' in the manifest`);
  return found;
}

/** What the synth of the App says against its constructs, one sentence each. */
export function problemsOf(scope: Construct): string[] {
  return scope.node.root.node.findAll().flatMap((construct) => construct.node.validate());
}
