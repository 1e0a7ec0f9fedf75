import { ApiObject, Chart, Lazy } from 'cdk8s';
import type { ApiObjectMetadata } from 'cdk8s';
import type { Construct, IConstruct } from 'constructs';
import { annotationOf, configFromAnnotations, parseStorageConfig, STORAGE_ANNOTATION_PREFIX, STORAGE_CONFIG_KEYS } from '../contract/storage-config';
import { suggestion } from '../private/suggestion';
import { pathOf } from './construct-path';

/** What makes a Kubernetes object whose content is decided at synth. */
export interface TektonObjectProps {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ApiObjectMetadata;
  /** Added at synth; an annotation that the author set wins. */
  readonly annotations?: () => { readonly [name: string]: string };
  /** Added at synth; a label that the author set wins. */
  readonly labels?: () => { readonly [name: string]: string };
  readonly spec: () => unknown;
}

/** A Kubernetes object with annotations that are known at synth only: cdk8s itself takes them at construction. */
export class TektonObject extends ApiObject {
  private readonly lateAnnotations: () => { readonly [name: string]: string };
  private readonly lateLabels: () => { readonly [name: string]: string };

  constructor(scope: Construct, id: string, props: TektonObjectProps) {
    const { annotations, labels, spec, ...rest } = props;
    super(scope, id, { ...rest, spec: Lazy.any({ produce: spec }) });
    this.lateAnnotations = annotations ?? (() => ({}));
    this.lateLabels = labels ?? (() => ({}));
    if (!('generateName' in props.metadata)) claimName(this);
  }

  public toJson(): unknown {
    addMissing(this.lateAnnotations(), () => this.metadata.toJson().annotations, (name, value) => this.metadata.addAnnotation(name, value));
    addMissing(this.lateLabels(), () => this.metadata.toJson().labels, (name, value) => this.metadata.addLabel(name, value));
    return super.toJson();
  }
}

/** Adds what is not there yet. */
function addMissing(
  late: { readonly [name: string]: string },
  present: () => { readonly [name: string]: string } | undefined,
  add: (name: string, value: string) => void,
): void {
  const entries = Object.entries(late);
  // Most objects have none, and what is present takes a while to find out.
  const there = entries.length ? present() ?? {} : {};
  for (const [name, value] of entries) {
    if (!(name in there)) add(name, value);
  }
}

/** Who has which name, by App or Chart. */
const owners = new WeakMap<IConstruct, Map<string, IConstruct>>();

/** Of two objects with one name, the cluster would keep the one that is applied last. */
function claimName(object: ApiObject): void {
  const { namespace } = object.metadata;
  // Charts without a namespace may be applied to different ones.
  const space = namespace === undefined ? object.chart : object.node.root;
  const names = owners.get(space) ?? new Map<string, IConstruct>();
  owners.set(space, names);
  const key = JSON.stringify([namespace, object.kind, object.name]);
  const other = names.get(key);
  const owner = object.node.scope as IConstruct;
  if (other) {
    throw new Error(`'${pathOf(other)}' and '${pathOf(owner)}' would both be the ${object.kind} '${object.name}' of one namespace: `
      + "use another id or set metadata: { name: '...' }");
  }
  names.set(key, owner);
}

/** Object names of Tekton's kinds: labels carry them, so they have at most 63 letters. */
const OBJECT_NAME = /^[a-z0-9](?:[-a-z0-9.]{0,61}[a-z0-9])?$/;

/**
 * The metadata of an object: its name is the construct's id unless the author gave one.
 *
 * cdk8s would add a hash; a Task is referred to by its name, from other charts and by people, so it keeps its own.
 */
export function metadataOf(construct: Construct, kind: string, metadata: ApiObjectMetadata | undefined): ApiObjectMetadata {
  if (!construct.node.scopes.some((scope) => Chart.isChart(scope))) {
    throw new Error(`${kind} '${pathOf(construct)}' is in no Chart, make it below one: new Chart(app, 'ci')`);
  }
  const name = metadata?.name ?? construct.node.id;
  if (!OBJECT_NAME.test(name)) {
    throw new Error(`${kind} '${pathOf(construct)}' would be named '${name}', expected lower-case letters, digits, '-' and '.', at most 63: `
      + "use another id or set metadata: { name: '...' }");
  }
  if (metadata?.annotations) checkStorageAnnotations(`${kind} '${pathOf(construct)}'`, metadata.annotations);
  return { ...metadata, name };
}

/** What a run would refuse: a misspelt key would fail every Task of it. */
function checkStorageAnnotations(place: string, annotations: { readonly [name: string]: string }): void {
  const known = STORAGE_CONFIG_KEYS.map(annotationOf);
  const unknown = Object.keys(annotations).find((name) => name.startsWith(STORAGE_ANNOTATION_PREFIX) && !known.includes(name));
  if (unknown) throw new Error(`${place} has the unknown annotation '${unknown}'${suggestion(unknown, known)}`);
  parseStorageConfig(configFromAnnotations(annotations), place);
}
