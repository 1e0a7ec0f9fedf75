import type * as kplus from 'cdk8s-plus-27';

/** What every backend takes. */
export interface ArtifactStorageOptions {
  /**
   * The size in bytes up to which an output without a storage hint stays in its result; at most 2048.
   * @default 1024
   */
  readonly inlineThreshold?: number;
}

/** What every backend on a server takes. */
export interface ServerStorageOptions extends ArtifactStorageOptions {
  /**
   * A ConfigMap whose key `ca.crt` holds the certificate authority of the server, trusted besides the system's.
   * @default - the system's only
   */
  readonly certificateAuthority?: kplus.IConfigMap;
}

/** For whom artifacts are stored in a registry, and so in which form. */
export enum OciProfile {
  /** Files as they are and directories as archives, with a manifest each that references name. */
  TEKTON = 'tekton',
  /**
   * For the Tasks of Konflux: always an archive, and references name the archive itself. Outputs and inputs are strings
   * whose names end with `_ARTIFACT`, as its policies want it.
   */
  KONFLUX = 'konflux',
}

/** Where an OCI registry keeps artifacts. */
export interface OciStorageOptions extends ServerStorageOptions {
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
   * Speak plain http; for registries inside a test cluster.
   * @default - loopback addresses only
   */
  readonly plainHttp?: boolean;
  /**
   * Keep the artifacts of a PipelineRun together, so that all are found from its tag `<namespace>.<pipelinerun>`.
   * @default true
   */
  readonly groupByPipelineRun?: boolean;
  /**
   * For whom artifacts are stored. Both forms are always read.
   * @default OciProfile.TEKTON
   */
  readonly profile?: OciProfile;
}

/** What every backend that keeps objects by keys takes. */
export interface ObjectStorageOptions extends ServerStorageOptions {
  /**
   * What stands before all keys: a path in which `{{namespace}}`, `{{pipelinerun}}` and `{{taskrun}}` are known. Content
   * is kept once below one prefix; a prefix of its own can have permissions and an expiry of its own.
   * @default - nothing
   */
  readonly prefix?: string;
  /**
   * The names of artifacts, for people and for `cdk8s-tekton artifact`; known are `{{namespace}}`, `{{pipelinerun}}`,
   * `{{taskrun}}` and `{{artifact}}`. The content itself lies under its digest.
   * @default '{{namespace}}/{{taskrun}}/{{artifact}}'
   */
  readonly keyPattern?: string;
}

/** How S3 encrypts what it stores. */
export enum S3Encryption {
  /** By keys of S3. */
  AES256 = 'AES256',
  /** By a key of KMS. */
  KMS = 'aws:kms',
  /** By a key of KMS, twice. */
  KMS_DSSE = 'aws:kms:dsse',
}

/** Where Amazon S3, or a service that speaks its protocol, keeps artifacts. */
export interface S3StorageOptions extends ObjectStorageOptions {
  /** The bucket, which has to be there. */
  readonly bucket: string;
  /**
   * The region of the bucket.
   * @default - env `AWS_REGION` of the injected steps, which EKS sets; else us-east-1
   */
  readonly region?: string;
  /**
   * The URL of another service than Amazon's: MinIO, Ceph, ...
   * @default - Amazon's for the region
   */
  readonly endpoint?: string;
  /**
   * The bucket stands in the path of URLs instead of in their host name.
   * @default - where the host name cannot hold it: an endpoint that is an address, a bucket with dots or capitals
   */
  readonly pathStyle?: boolean;
  /**
   * A Secret with `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and perhaps `AWS_SESSION_TOKEN`, mounted into the injected steps only.
   * @default - the identity of the run's ServiceAccount: EKS IRSA or Pod Identity
   */
  readonly credentials?: kplus.ISecret;
  /**
   * How S3 encrypts what it stores.
   * @default - as the bucket says; KMS with a kmsKeyId
   */
  readonly encryption?: S3Encryption;
  /**
   * Id, ARN or alias of the key of KMS.
   * @default - as the bucket says
   */
  readonly kmsKeyId?: string;
}

/** Where Google Cloud Storage keeps artifacts. */
export interface GcsStorageOptions extends ObjectStorageOptions {
  /** The bucket, which has to be there. */
  readonly bucket: string;
  /**
   * The URL of another service than Google's: an emulator, a private endpoint.
   * @default https://storage.googleapis.com
   */
  readonly endpoint?: string;
  /**
   * A Secret with the credentials file of a service account, mounted into the injected steps only.
   * @default - the identity of the run's ServiceAccount: GKE Workload Identity
   */
  readonly credentials?: kplus.ISecret;
  /**
   * The key of that file in the Secret.
   * @default service-account.json
   */
  readonly credentialsKey?: string;
  /**
   * Encryption by this key of Cloud KMS: `projects/<p>/locations/<l>/keyRings/<r>/cryptoKeys/<k>`.
   * @default - as the bucket says
   */
  readonly kmsKeyName?: string;
}

/** Where Azure Blob Storage keeps artifacts. */
export interface AzureBlobStorageOptions extends ObjectStorageOptions {
  /** The storage account. */
  readonly accountName: string;
  /** The container, which has to be there. */
  readonly container: string;
  /**
   * The URL of the account elsewhere than in the public cloud.
   * @default - `https://<accountName>.blob.core.windows.net`
   */
  readonly endpoint?: string;
  /**
   * A Secret with `AZURE_STORAGE_KEY`, `AZURE_STORAGE_SAS_TOKEN`, or `AZURE_TENANT_ID`, `AZURE_CLIENT_ID` and
   * `AZURE_CLIENT_SECRET`, mounted into the injected steps only.
   * @default - the identity of the run's ServiceAccount: Azure Workload Identity
   */
  readonly credentials?: kplus.ISecret;
  /**
   * Encryption by this scope of the account.
   * @default - as the container says
   */
  readonly encryptionScope?: string;
}

/** Where a server that speaks the small protocol of `docs/storage-http.md` keeps artifacts. */
export interface HttpStorageOptions extends ObjectStorageOptions {
  /** Where keys are appended: `https://store.example.com/artifacts`. */
  readonly url: string;
  /**
   * A Secret with `token`, or `username` and `password`, mounted into the injected steps only.
   * @default - the server lets everybody in
   */
  readonly credentials?: kplus.ISecret;
}

/** Where a PersistentVolumeClaim keeps artifacts. */
export interface PvcStorageOptions extends ArtifactStorageOptions {
  /** The claim, in the namespace of the runs. */
  readonly claim: kplus.IPersistentVolumeClaim;
  /**
   * The folder on it.
   * @default /artifacts
   */
  readonly basePath?: string;
}

/** Where a directory keeps artifacts: for runs on this machine. */
export interface DirectoryStorageOptions extends ArtifactStorageOptions {
  /** An absolute path; an OCI image layout is made there. */
  readonly path: string;
}
