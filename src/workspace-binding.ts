import type { ApiObjectMetadata } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import type { PlainObject } from './lowering/plain';
import { compact } from './lowering/plain';

/** Options of a binding to a claim. */
export interface ClaimBindingOptions {
  /**
   * A folder of the volume.
   * @default - its root
   */
  readonly subPath?: string;
  /**
   * Mount it read-only.
   * @default false
   */
  readonly readOnly?: boolean;
}

/** Options of a claim that is made for each run. */
export interface ClaimTemplateOptions {
  /**
   * A folder of the volume.
   * @default - its root
   */
  readonly subPath?: string;
  /**
   * Labels and annotations of the claim; a name is the start of its name.
   * @default - none
   */
  readonly metadata?: ApiObjectMetadata;
}

/** What a run binds to a workspace. */
export class WorkspaceBinding {
  /** A volume that lives as long as each TaskRun: nothing passes between tasks. */
  public static emptyDir(options: kplus.k8s.EmptyDirVolumeSource = {}): WorkspaceBinding {
    return new WorkspaceBinding({ emptyDir: kplus.k8s.toJson_EmptyDirVolumeSource(options) });
  }

  /** An existing claim. */
  public static persistentVolumeClaim(claim: kplus.IPersistentVolumeClaim, options: ClaimBindingOptions = {}): WorkspaceBinding {
    return WorkspaceBinding.claimName(claim.name, options);
  }

  /** An existing claim, by its name. */
  public static claimName(claimName: string, options: ClaimBindingOptions = {}): WorkspaceBinding {
    return new WorkspaceBinding({
      subPath: options.subPath,
      persistentVolumeClaim: compact({ claimName, readOnly: options.readOnly }),
    });
  }

  /** A claim of its own for each run. */
  public static volumeClaimTemplate(spec: kplus.k8s.PersistentVolumeClaimSpec, options: ClaimTemplateOptions = {}): WorkspaceBinding {
    const template = compact({ metadata: options.metadata, spec: kplus.k8s.toJson_PersistentVolumeClaimSpec(spec) });
    return new WorkspaceBinding({ subPath: options.subPath, volumeClaimTemplate: template });
  }

  /** The keys of a ConfigMap as files. */
  public static configMap(configMap: kplus.IConfigMap, source: kplus.k8s.ConfigMapVolumeSource = {}): WorkspaceBinding {
    return new WorkspaceBinding({ configMap: { ...kplus.k8s.toJson_ConfigMapVolumeSource(source), name: configMap.name } });
  }

  /** The keys of a Secret as files. */
  public static secret(secret: kplus.ISecret, source: kplus.k8s.SecretVolumeSource = {}): WorkspaceBinding {
    return new WorkspaceBinding({ secret: { ...kplus.k8s.toJson_SecretVolumeSource(source), secretName: secret.name } });
  }

  /** Several sources in one folder. */
  public static projected(source: kplus.k8s.ProjectedVolumeSource): WorkspaceBinding {
    return new WorkspaceBinding({ projected: kplus.k8s.toJson_ProjectedVolumeSource(source) });
  }

  /** A volume of a CSI driver. */
  public static csi(source: kplus.k8s.CsiVolumeSource): WorkspaceBinding {
    return new WorkspaceBinding({ csi: kplus.k8s.toJson_CsiVolumeSource(source) });
  }

  private constructor(private readonly source: PlainObject) {}

  /** @internal */
  public _toPlain(name: string): PlainObject {
    return compact<PlainObject>({ name, ...this.source });
  }
}
