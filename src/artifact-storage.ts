import { App, Chart } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { ArtifactAgent } from './artifact-agent';
import { ArtifactStorageConfig } from './artifact-storage-config';
import type {
  ArtifactStorageOptions, AzureBlobStorageOptions, DirectoryStorageOptions, GcsStorageOptions, HttpStorageOptions, ObjectStorageOptions,
  OciStorageOptions, PvcStorageOptions, S3StorageOptions, ServerStorageOptions,
} from './artifact-storage-options';
import { OciProfile } from './artifact-storage-options';
import { annotationsOf, locationOf, mergeStorageConfig, parseStorageConfig, storageProblem } from './contract/storage-config';
import type { StorageConfig } from './contract/storage-config';
import type { KnownStorage, StorageModel } from './lowering/task-model';
import { Scoped } from './synth/scoped';

const storages = new Scoped<ArtifactStorage>('artifact storage');

/**
 * Where the content of artifacts is stored.
 *
 * Applied to a scope it holds for all below it, the nearest one wins, and becomes a level of the configuration that
 * runs resolve: on the App the cluster default, written into the injected steps; on a Chart the ConfigMap
 * `config-artifact-storage` of its namespace; on a Pipeline, PipelineRun, Task or TaskRun annotations.
 *
 * An option that no run could use is an Error at once, which names the key, its value and what was expected.
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
      'oci.plainHttp': text(options.plainHttp),
      'oci.groupByPipelineRun': text(options.groupByPipelineRun),
      'oci.profile': options.profile,
    }, { ...mountsOf(options, 'docker'), ...options.profile === OciProfile.KONFLUX ? { forKonflux: true } : {} });
  }

  /** A bucket of Amazon S3, or of a service that speaks its protocol: MinIO, Ceph, ... */
  public static s3(options: S3StorageOptions): ArtifactStorage {
    return new ArtifactStorage({
      'backend': 's3',
      ...common(options),
      's3.bucket': options.bucket,
      's3.region': options.region,
      's3.endpoint': options.endpoint,
      's3.pathStyle': text(options.pathStyle),
      ...objectKeys('s3', options),
      's3.encryption': options.encryption,
      's3.kmsKeyId': options.kmsKeyId,
    }, mountsOf(options, 'keys'));
  }

  /** A bucket of Google Cloud Storage. */
  public static gcs(options: GcsStorageOptions): ArtifactStorage {
    return new ArtifactStorage({
      'backend': 'gcs',
      ...common(options),
      'gcs.bucket': options.bucket,
      'gcs.endpoint': options.endpoint,
      ...objectKeys('gcs', options),
      'gcs.credentialsKey': options.credentialsKey,
      'gcs.kmsKeyName': options.kmsKeyName,
    }, mountsOf(options, 'keys'));
  }

  /** A container of Azure Blob Storage. */
  public static azureBlob(options: AzureBlobStorageOptions): ArtifactStorage {
    return new ArtifactStorage({
      'backend': 'azure',
      ...common(options),
      'azure.container': options.container,
      'azure.accountName': options.accountName,
      'azure.endpoint': options.endpoint,
      ...objectKeys('azure', options),
      'azure.encryptionScope': options.encryptionScope,
    }, mountsOf(options, 'keys'));
  }

  /** A server of your own that speaks the small protocol of `docs/storage-http.md`. */
  public static http(options: HttpStorageOptions): ArtifactStorage {
    return new ArtifactStorage({
      'backend': 'http', ...common(options), 'http.url': options.url, ...objectKeys('http', options),
    }, mountsOf(options, 'keys'));
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

  /**
   * What is known of the storage that a Task meets in runs of a Pipeline. What the runs themselves set holds for all of
   * their Tasks alike.
   * @internal
   */
  public static _knownFor(task: IConstruct, pipeline: IConstruct): KnownStorage {
    const below = [pipeline, task].map((construct) => belowChart(construct)?.config);
    const levels = [...below, atChart(pipeline) ?? atChart(task)].filter((config) => config !== undefined);
    const open = levels.some((config) => Object.keys(config).length === 0);
    const cluster = open ? undefined : clusterDefault(task);
    return {
      config: mergeStorageConfig([...levels, ...cluster ? [cluster.config] : []]),
      open,
      mounts: storages.nearest(task)?.value.mounts ?? {},
      mayTrustMore: ArtifactAgent._nearest(task)._mayTrustMore(),
    };
  }

  /**
   * The annotations that a Pipeline, Task or run carries: those of the nearest scope below its Chart.
   * @internal
   */
  public static _annotationsFor(construct: IConstruct): { [name: string]: string } {
    const storage = belowChart(construct);
    return storage ? annotationsOf(storage.config) : {};
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
    return locationOf(this.config) ?? 'config-artifact-storage';
  }
}

/** What the App says: the weakest level, since nothing else reaches every namespace. */
function clusterDefault(construct: IConstruct): ArtifactStorage | undefined {
  return storages.nearest(construct.node.root)?.value;
}

/** What a construct says itself, or a scope between it and its Chart: it becomes annotations. */
function belowChart(construct: IConstruct): ArtifactStorage | undefined {
  const found = storages.nearest(construct);
  return !found || found.scope instanceof App || Chart.isChart(found.scope) ? undefined : found.value;
}

/** What the ConfigMap of the namespace says: that of the construct's Chart or of one around it; nothing where others keep it. */
function atChart(construct: IConstruct): StorageConfig | undefined {
  const chart = Chart.of(construct);
  const scope = storages.nearest(chart)?.scope;
  return ArtifactStorageConfig._of(chart) ?? (Chart.isChart(scope) ? ArtifactStorageConfig._of(scope) ?? {} : undefined);
}

function common(options: ArtifactStorageOptions): { [key: string]: string | undefined } {
  return { 'inline-threshold': options.inlineThreshold === undefined ? undefined : String(options.inlineThreshold) };
}

/** The keys that all backends with keys have, and with credentials. */
function objectKeys(
  backend: string, { prefix, keyPattern, credentials }: ObjectStorageOptions & CredentialOptions,
): { [key: string]: string | undefined } {
  return { [`${backend}.prefix`]: prefix, [`${backend}.keyPattern`]: keyPattern, [`${backend}.credentialsSecret`]: credentials?.name };
}

interface CredentialOptions {
  readonly credentials?: { readonly name: string };
}

function mountsOf(
  { credentials, certificateAuthority }: ServerStorageOptions & CredentialOptions, credentialsFormat: 'docker' | 'keys',
): StorageModel {
  return {
    ...credentials ? { credentialsSecret: credentials.name, credentialsFormat } : {},
    ...certificateAuthority ? { certificateAuthority: certificateAuthority.name } : {},
  };
}

function text(value: boolean | undefined): string | undefined {
  return value === undefined ? undefined : String(value);
}
