import { App, Chart } from 'cdk8s';
import type * as kplus from 'cdk8s-plus-27';
import type { IConstruct } from 'constructs';
import { ArtifactStorageConfig } from './artifact-storage-config';
import { annotationsOf, parseStorageConfig, storageProblem } from './contract/storage-config';
import type { StorageConfig } from './contract/storage-config';
import type { StorageModel } from './lowering/task-model';
import { Scoped } from './private/scoped';

/** What every backend takes. */
export interface ArtifactStorageOptions {
  /**
   * The size in bytes up to which an output without a storage hint stays in its result; at most 2048.
   * @default 1024
   */
  readonly inlineThreshold?: number;
}

/** Where an OCI registry keeps artifacts. */
export interface OciStorageOptions extends ArtifactStorageOptions {
  /** `<registry>/<repository>`, without scheme, tag or digest. */
  readonly repository: string;
  /**
   * A Secret of type `kubernetes.io/dockerconfigjson`, mounted into the injected steps only.
   * @default - the docker secrets that are listed under `secrets` of the run's ServiceAccount (Tekton never reads its imagePullSecrets)
   */
  readonly credentials?: kplus.ISecret;
  /**
   * The tags under which artifacts are pushed; known are `{{namespace}}`, `{{pipelinerun}}`, `{{taskrun}}` and `{{artifact}}`.
   * @default '{{namespace}}.{{pipelinerun}}.{{taskrun}}.{{artifact}}'
   */
  readonly tagPattern?: string;
  /**
   * A ConfigMap whose key `ca.crt` holds the certificate authority of the registry, trusted besides the system's.
   * @default - the system's only
   */
  readonly certificateAuthority?: kplus.IConfigMap;
  /**
   * Speak plain http; for registries inside a test cluster.
   * @default - loopback addresses only
   */
  readonly plainHttp?: boolean;
}

/** Where a PersistentVolumeClaim keeps artifacts. */
export interface PvcStorageOptions extends ArtifactStorageOptions {
  /** The claim, in the namespace of the runs. */
  readonly claim: kplus.IPersistentVolumeClaim;
  /**
   * The folder on it.
   * @default /
   */
  readonly basePath?: string;
}

/** Where a directory keeps artifacts: for runs on this machine. */
export interface DirectoryStorageOptions extends ArtifactStorageOptions {
  /** An absolute path; an OCI image layout is made there. */
  readonly path: string;
}

const storages = new Scoped<ArtifactStorage>('artifact storage');

/**
 * Where the content of artifacts is stored.
 *
 * Applied to a scope it holds for all below it, the nearest one wins, and becomes a level of the configuration that
 * runs resolve: on the App the cluster default, written into the injected steps; on a Chart the ConfigMap
 * `config-artifact-storage` of its namespace; on a Pipeline, PipelineRun, Task or TaskRun annotations.
 */
export class ArtifactStorage {
  /** An OCI registry. */
  public static oci(options: OciStorageOptions): ArtifactStorage {
    return new ArtifactStorage({
      'backend': 'oci',
      ...common(options),
      'oci.repository': options.repository,
      'oci.credentialsSecret': options.credentials?.name,
      'oci.tagPattern': options.tagPattern,
      'oci.plainHttp': options.plainHttp === undefined ? undefined : String(options.plainHttp),
    }, {
      credentialsSecret: options.credentials?.name,
      certificateAuthority: options.certificateAuthority?.name,
    });
  }

  /** A PersistentVolumeClaim: no registry needed, one cluster only. */
  public static pvc(options: PvcStorageOptions): ArtifactStorage {
    return new ArtifactStorage({
      'backend': 'pvc', ...common(options), 'pvc.claimName': options.claim.name, 'pvc.basePath': options.basePath,
    }, { claimName: options.claim.name });
  }

  /** A directory of the machine that runs the steps; useful with `cdk8s-tekton run` only. */
  public static directory(options: DirectoryStorageOptions): ArtifactStorage {
    return new ArtifactStorage({ 'backend': 'directory', ...common(options), 'directory.path': options.path }, {});
  }

  /** Whatever the ConfigMap `config-artifact-storage` of the run's namespace says; others keep it. */
  public static fromConfigMap(): ArtifactStorage {
    return new ArtifactStorage({}, {});
  }

  /** No storage: outputs that are too large for a result are an error. */
  public static disabled(): ArtifactStorage {
    return new ArtifactStorage({ enabled: 'false' }, {});
  }

  /** @internal */
  public static _modelFor(construct: IConstruct): StorageModel {
    const found = storages.nearest(construct);
    if (!found) return {};
    const cluster = clusterDefault(construct);
    return { ...found.value.mounts, ...cluster ? { config: cluster.config } : {} };
  }

  /** @internal */
  public static _isConfigured(construct: IConstruct): boolean {
    const found = storages.nearest(construct);
    return found !== undefined && found.value.config.enabled !== 'false';
  }

  /**
   * The annotations that a Pipeline, Task or run carries: those of the nearest scope below its Chart.
   * @internal
   */
  public static _annotationsFor(construct: IConstruct): { [name: string]: string } {
    const found = storages.nearest(construct);
    if (!found || found.scope instanceof App || Chart.isChart(found.scope)) return {};
    return annotationsOf(found.value.config);
  }

  private readonly config: StorageConfig;

  private constructor(config: { readonly [key: string]: string | undefined }, private readonly mounts: StorageModel) {
    const set = Object.entries(config).filter((entry): entry is [string, string] => entry[1] !== undefined);
    this.config = parseStorageConfig(Object.fromEntries(set), 'artifact storage');
    const problem = this.config.backend && storageProblem(this.config);
    if (problem) throw new Error(`artifact storage is incomplete: ${problem}`);
  }

  /**
   * Stores the artifacts of everything below a scope here.
   *
   * @throws an Error when the scope has a storage already
   */
  public applyTo(scope: IConstruct): void {
    storages.set(scope, this);
    if (Chart.isChart(scope) && Object.keys(this.config).length) {
      new ArtifactStorageConfig(scope, 'config-artifact-storage', { data: this.config as { [key: string]: string } });
    }
  }

  public toString(): string {
    return this.config['oci.repository'] ?? this.config['pvc.claimName'] ?? this.config['directory.path'] ?? 'config-artifact-storage';
  }
}

/** What the App says: the weakest level, since nothing else reaches every namespace. */
function clusterDefault(construct: IConstruct): ArtifactStorage | undefined {
  const found = storages.nearest(construct.node.root);
  return found?.value;
}

function common(options: ArtifactStorageOptions): { [key: string]: string | undefined } {
  return { 'inline-threshold': options.inlineThreshold === undefined ? undefined : String(options.inlineThreshold) };
}

