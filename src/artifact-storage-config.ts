import { ApiObject, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import type { StorageConfig } from './contract/storage-config';
import { parseStorageConfig, STORAGE_CONFIG_LABEL, STORAGE_CONFIG_MAP } from './contract/storage-config';
import { pathOf } from './synth/construct-path';

/** What a storage ConfigMap says. */
export interface ArtifactStorageConfigProps {
  /** The keys, as the artifact storage proposal names them: `backend`, `inline-threshold`, `oci.repository`, ... */
  readonly data: { [key: string]: string };
  /**
   * The cluster's own ConfigMap, in the namespace of Tekton, instead of that of one namespace.
   *
   * Pods can read neither it nor those of other namespaces: what runs follow is the cluster default that
   * `ArtifactStorage.applyTo(app)` writes into the injected steps. This object is for people and for later Tekton releases.
   * @default false
   */
  readonly cluster?: boolean;
  /**
   * The namespace of Tekton.
   * @default tekton-pipelines
   */
  readonly tektonNamespace?: string;
}

/** The configuration of namespaces, by the Chart that has it. */
const ofCharts = new WeakMap<Chart, StorageConfig>();

/** The ConfigMap `config-artifact-storage`: where the artifacts of a namespace, or of the cluster, are stored. */
export class ArtifactStorageConfig extends Construct {
  /**
   * What that of a Chart says, unless it is the cluster's.
   * @internal
   */
  public static _of(chart: Chart): StorageConfig | undefined {
    return ofCharts.get(chart);
  }

  private readonly object: ApiObject;
  private readonly data: StorageConfig;

  constructor(scope: Construct, id: string, props: ArtifactStorageConfigProps) {
    super(scope, id);
    this.data = parseStorageConfig(props.data, `artifact storage config '${pathOf(this)}'`);
    this.object = new ApiObject(this, 'Resource', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: {
        name: STORAGE_CONFIG_MAP,
        ...props.cluster ? { namespace: props.tektonNamespace ?? 'tekton-pipelines' } : { labels: { ...STORAGE_CONFIG_LABEL } },
      },
      data: this.data,
    });
    if (!props.cluster) ofCharts.set(Chart.of(this), this.data);
    this.node.addValidation({ validate: () => this.problems() });
  }

  /** Two charts of one namespace would overwrite each other's object. */
  private problems(): string[] {
    const { namespace } = this.object.metadata;
    const configs = this.node.root.node.findAll().filter((other): other is ArtifactStorageConfig => other instanceof ArtifactStorageConfig);
    const rival = configs.find((other) => other.object.metadata.namespace === namespace && JSON.stringify(other.data) !== JSON.stringify(this.data));
    return rival
      ? [`'${pathOf(this)}' and '${pathOf(rival)}' say different things in the one ConfigMap '${STORAGE_CONFIG_MAP}' of namespace '${namespace ?? 'default'}': `
        + 'give the charts the same storage or namespaces of their own']
      : [];
  }
}
