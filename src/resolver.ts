import type { PlainObject } from './lowering/plain';
import { compact } from './lowering/plain';
import { toJson } from './synth/to-plain';

/** Where a git resolver finds a file. */
export interface GitResolverOptions {
  /** The repository to clone. */
  readonly url: string;
  /** Branch, tag or, better, commit. */
  readonly revision: string;
  /** The file in it. */
  readonly pathInRepo: string;
}

/** Where a hub resolver finds a Task, Pipeline or StepAction. */
export interface HubResolverOptions {
  /** Its name. */
  readonly name: string;
  /** Its version. */
  readonly version: string;
  /**
   * `artifact` or `tekton`.
   * @default - the cluster's
   */
  readonly type?: string;
  /**
   * The catalog of the hub.
   * @default - the cluster's
   */
  readonly catalog?: string;
  /**
   * `task`, `pipeline` or `stepaction`.
   * @default - the kind that refers
   */
  readonly kind?: string;
}

/** Where a bundle resolver finds a Task, Pipeline or StepAction. */
export interface BundleResolverOptions {
  /** The image that holds it, best by digest. */
  readonly bundle: string;
  /** Its name. */
  readonly name: string;
  /** `task`, `pipeline` or `stepaction`. */
  readonly kind: string;
  /**
   * The ServiceAccount whose credentials pull the bundle.
   * @default - the run's
   */
  readonly serviceAccount?: string;
}

/** Where a cluster resolver finds a Task, Pipeline or StepAction. */
export interface ClusterResolverOptions {
  /** Its name. */
  readonly name: string;
  /** Its namespace. */
  readonly namespace: string;
  /** `task`, `pipeline` or `stepaction`. */
  readonly kind: string;
}

/** Fetches a Task, Pipeline or StepAction when the run starts. Beta in Tekton (on by default). */
export class Resolver {
  /** From a git repository. */
  public static git(options: GitResolverOptions): Resolver {
    return Resolver.of('git', { ...options });
  }

  /** From Artifact Hub or Tekton Hub. */
  public static hub(options: HubResolverOptions): Resolver {
    return Resolver.of('hub', { ...options });
  }

  /** From an image in a registry. */
  public static bundles(options: BundleResolverOptions): Resolver {
    return Resolver.of('bundles', { ...options });
  }

  /** From another namespace of the cluster. */
  public static cluster(options: ClusterResolverOptions): Resolver {
    return Resolver.of('cluster', { ...options });
  }

  /** From a web server. */
  public static http(url: string): Resolver {
    return Resolver.of('http', { url });
  }

  /** By any resolver that the cluster has. */
  public static of(name: string, params: { [name: string]: unknown }): Resolver {
    return new Resolver(name, params);
  }

  private constructor(private readonly name: string, private readonly params: { readonly [name: string]: unknown }) {}

  /** @internal */
  public _toPlain(): PlainObject {
    const params = Object.entries(this.params).filter(([, value]) => value !== undefined);
    return compact<PlainObject>({ resolver: this.name, params: params.map(([name, value]) => ({ name, value: toJson(value) })) });
  }

  /** @internal */
  public _label(): string {
    return `${this.name} resolver`;
  }
}
