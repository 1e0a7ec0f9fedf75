import { ApiObject, Lazy } from 'cdk8s';
import type { ApiObjectMetadata } from 'cdk8s';
import type { Construct } from 'constructs';
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
  }

  public toJson(): unknown {
    const { annotations = {}, labels = {} } = this.metadata.toJson();
    for (const [name, value] of Object.entries(this.lateAnnotations())) {
      if (!(name in annotations)) this.metadata.addAnnotation(name, value);
    }
    for (const [name, value] of Object.entries(this.lateLabels())) {
      if (!(name in labels)) this.metadata.addLabel(name, value);
    }
    return super.toJson();
  }
}

/** Object names of Tekton's kinds: labels carry them, so they have at most 63 letters. */
const OBJECT_NAME = /^[a-z0-9](?:[-a-z0-9.]{0,61}[a-z0-9])?$/;

/**
 * The metadata of an object: its name is the construct's id unless the author gave one.
 *
 * cdk8s would add a hash; a Task is referred to by its name, from other charts and by people, so it keeps its own.
 */
export function metadataOf(construct: Construct, kind: string, metadata: ApiObjectMetadata | undefined): ApiObjectMetadata {
  const name = metadata?.name ?? construct.node.id;
  if (!OBJECT_NAME.test(name)) {
    throw new Error(`${kind} '${pathOf(construct)}' would be named '${name}', expected lower-case letters, digits, '-' and '.', at most 63: `
      + "use another id or set metadata: { name: '...' }");
  }
  return { ...metadata, name };
}
