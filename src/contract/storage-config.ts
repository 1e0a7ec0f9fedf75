import * as z from 'zod/mini';
import * as field from './storage-fields';

/** The ConfigMap of a namespace or of the cluster, as the artifact storage proposal names it. */
export const STORAGE_CONFIG_MAP = 'config-artifact-storage';

/** The label that marks the ConfigMap of a namespace (TEP-0085). */
export const STORAGE_CONFIG_LABEL = { 'tekton.dev/config-type': 'artifact-storage' } as const;

/** Every annotation that sets a key begins so: `oci.repository` is `tekton.dev/artifact-storage-oci-repository`. */
export const STORAGE_ANNOTATION_PREFIX = 'tekton.dev/artifact-storage-';

/** The size in bytes up to which an output without a hint is kept inline. */
export const DEFAULT_INLINE_THRESHOLD = 1024;

/** The tags under which artifacts are pushed, unless configured: the proposal's own default. */
export const DEFAULT_TAG_PATTERN = '{{namespace}}.{{pipelinerun}}.{{taskrun}}.{{artifact}}';

/** The names under which artifacts are stored in an object store, unless configured: the proposal's own. */
export const DEFAULT_KEY_PATTERN = '{{namespace}}/{{taskrun}}/{{artifact}}';

/** The key of the Secret with the credentials of Google Cloud Storage, unless configured: the first proposal's own. */
export const DEFAULT_GCS_CREDENTIALS_KEY = 'service-account.json';

/** The region of S3, unless configured; services of others mostly do not mind. */
export const DEFAULT_S3_REGION = 'us-east-1';

/** The services that keep objects by keys. */
const OBJECT_BACKENDS = ['s3', 'gcs', 'azure', 'http'] as const;

/** See {@link isObjectBackend}. */
export type ObjectBackend = typeof OBJECT_BACKENDS[number];

/** Where artifacts can be stored. */
export const BACKENDS = ['oci', ...OBJECT_BACKENDS, 'pvc', 'directory'] as const;

/** See {@link BACKENDS}. */
export type Backend = typeof BACKENDS[number];

/** Tells whether a backend keeps objects by keys: such a one has a prefix and a keyPattern. */
export function isObjectBackend(backend: Backend | undefined): backend is ObjectBackend {
  return OBJECT_BACKENDS.some((name) => name === backend);
}

/**
 * The keys of the storage configuration, all strings, as they stand in a ConfigMap's data.
 *
 * One schema for synth and run time, so that both refuse the same mistakes.
 */
export const storageConfigSchema = z.strictObject({
  'enabled': z.optional(field.flag),
  'backend': z.optional(z.enum(BACKENDS, { error: `expected one of ${BACKENDS.join(', ')}` })),
  'inline-threshold': z.optional(field.threshold),
  'oci.repository': z.optional(field.repository),
  'oci.credentialsSecret': z.optional(field.objectName),
  'oci.tagPattern': z.optional(field.tagPattern),
  'oci.plainHttp': z.optional(field.flag),
  'oci.groupByPipelineRun': z.optional(field.flag),
  'oci.profile': z.optional(field.profile),
  's3.bucket': z.optional(field.bucket),
  's3.prefix': z.optional(field.prefix),
  's3.region': z.optional(field.region),
  's3.endpoint': z.optional(field.serviceUrl),
  's3.pathStyle': z.optional(field.flag),
  's3.credentialsSecret': z.optional(field.objectName),
  's3.keyPattern': z.optional(field.keyPattern),
  's3.encryption': z.optional(field.encryption),
  's3.kmsKeyId': z.optional(field.headerText),
  'gcs.bucket': z.optional(field.bucket),
  'gcs.prefix': z.optional(field.prefix),
  'gcs.endpoint': z.optional(field.serviceUrl),
  'gcs.credentialsSecret': z.optional(field.objectName),
  'gcs.credentialsKey': z.optional(field.secretKey),
  'gcs.keyPattern': z.optional(field.keyPattern),
  'gcs.kmsKeyName': z.optional(field.headerText),
  'azure.container': z.optional(field.azureContainer),
  'azure.accountName': z.optional(field.azureAccount),
  'azure.prefix': z.optional(field.prefix),
  'azure.endpoint': z.optional(field.serviceUrl),
  'azure.credentialsSecret': z.optional(field.objectName),
  'azure.keyPattern': z.optional(field.keyPattern),
  'azure.encryptionScope': z.optional(field.headerText),
  'http.url': z.optional(field.serviceUrl),
  'http.prefix': z.optional(field.prefix),
  'http.credentialsSecret': z.optional(field.objectName),
  'http.keyPattern': z.optional(field.keyPattern),
  'pvc.claimName': z.optional(field.objectName),
  'pvc.basePath': z.optional(field.plainPath),
  'directory.path': z.optional(field.absolutePath),
});

/** A storage configuration, of one level or of all of them together. */
export type StorageConfig = z.infer<typeof storageConfigSchema>;

/** A key of the configuration. */
export type StorageConfigKey = keyof StorageConfig;

/** All keys, in the order in which they are written. */
export const STORAGE_CONFIG_KEYS = Object.keys(storageConfigSchema.shape) as StorageConfigKey[];

/** The annotation that sets a key: dots and capitals become dashes, `oci.tagPattern` is `...-oci-tag-pattern`. */
export function annotationOf(key: StorageConfigKey): string {
  return STORAGE_ANNOTATION_PREFIX + key.replace(/\./g, '-').replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`);
}

/** The keys that annotations set, other annotations left out. Blank values count as unset. */
export function configFromAnnotations(annotations: { readonly [name: string]: string }): { [key: string]: string } {
  const keys = new Map<string, string>(STORAGE_CONFIG_KEYS.map((key) => [annotationOf(key), key]));
  const found: { [key: string]: string } = {};
  for (const [name, value] of Object.entries(annotations)) {
    if (!name.startsWith(STORAGE_ANNOTATION_PREFIX) || value === '') continue;
    found[keys.get(name) ?? name] = value;
  }
  return found;
}

/** The annotations that set the keys of a configuration. */
export function annotationsOf(config: StorageConfig): { [name: string]: string } {
  const set = STORAGE_CONFIG_KEYS.filter((key) => config[key] !== undefined);
  return Object.fromEntries(set.map((key) => [annotationOf(key), config[key] as string]));
}

/**
 * Checks one level of the configuration. Blank values count as unset.
 *
 * @param source where it comes from, for the message: `ConfigMap 'ci/config-artifact-storage'`
 * @throws Error that names source, key, value and what was expected
 */
export function parseStorageConfig(data: { readonly [key: string]: string }, source: string): StorageConfig {
  // as in the proposals' examples: `s3.endpoint: ""`
  const isUnset = ([key, value]: [string, string]) => value === '' && Object.hasOwn(storageConfigSchema.shape, key);
  const set = Object.fromEntries(Object.entries(data).filter((entry) => !isUnset(entry)));
  const result = storageConfigSchema.safeParse(set);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  if (issue.code === 'unrecognized_keys') {
    throw new Error(`${source} has unknown key '${issue.keys[0]}', expected one of ${STORAGE_CONFIG_KEYS.join(', ')}`);
  }
  const key = String(issue.path[0]);
  throw new Error(`${source} has ${key} '${data[key]}': ${issue.message}`);
}

/**
 * Lays levels over each other: an unset key is inherited from the next level.
 *
 * @param levels the strongest first: annotations, namespace ConfigMap, cluster default
 */
export function mergeStorageConfig(levels: readonly StorageConfig[]): StorageConfig {
  return Object.assign({}, ...[...levels].reverse().map(withoutBlanks));
}

/** The keys without which a backend has no place to store to. */
const LOCATION: { readonly [backend in Backend]: readonly StorageConfigKey[] } = {
  oci: ['oci.repository'],
  s3: ['s3.bucket'],
  gcs: ['gcs.bucket'],
  azure: ['azure.container', 'azure.accountName'],
  http: ['http.url'],
  pvc: ['pvc.claimName'],
  directory: ['directory.path'],
};

/** What a person calls the place of a configuration: its repository, bucket, claim, ...; undefined without a backend. */
export function locationOf(config: StorageConfig): string | undefined {
  return config.backend && config[LOCATION[config.backend][0]];
}

/** Why a configuration cannot store anything, or undefined when it can. */
export function storageProblem(config: StorageConfig): string | undefined {
  if (config.enabled === 'false') return "artifact storage is disabled (enabled: 'false')";
  if (!config.backend) return 'no artifact storage is configured';
  const missing = LOCATION[config.backend].find((key) => !config[key]);
  return missing && `backend '${config.backend}' needs the key '${missing}'`;
}

/** The Secret that a configuration names for its backend, and the key that does. Without a backend: for registries. */
export function credentialsSecretOf({ backend = 'oci', ...config }: StorageConfig): { readonly key: StorageConfigKey; readonly name: string } | undefined {
  if (backend !== 'oci' && !isObjectBackend(backend)) return undefined;
  const name = config[`${backend}.credentialsSecret`];
  return name ? { key: `${backend}.credentialsSecret`, name } : undefined;
}

/** The pattern by which a backend names artifacts. */
export function namePatternOf({ backend, ...config }: StorageConfig): string {
  return isObjectBackend(backend) ? config[`${backend}.keyPattern`] ?? DEFAULT_KEY_PATTERN : config['oci.tagPattern'] ?? DEFAULT_TAG_PATTERN;
}

function withoutBlanks(config: StorageConfig): StorageConfig {
  return Object.fromEntries(Object.entries(config).filter(([, value]) => value !== undefined && value !== ''));
}
