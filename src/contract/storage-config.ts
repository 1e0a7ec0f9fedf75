import * as z from 'zod';

/** The ConfigMap of a namespace or of the cluster, as the artifact storage proposal names it. */
export const STORAGE_CONFIG_MAP = 'config-artifact-storage';

/** The label that marks the ConfigMap of a namespace (TEP-0085). */
export const STORAGE_CONFIG_LABEL = { 'tekton.dev/config-type': 'artifact-storage' } as const;

/** Every annotation that sets a key begins so: `oci.repository` is `tekton.dev/artifact-storage-oci-repository`. */
export const STORAGE_ANNOTATION_PREFIX = 'tekton.dev/artifact-storage-';

/** The size in bytes up to which an output without a hint is kept inline. */
export const DEFAULT_INLINE_THRESHOLD = 1024;

/** The largest threshold that may be set: beyond it a Task's results are sure to overflow. */
export const INLINE_THRESHOLD_CEILING = 2048;

/** The tags under which artifacts are pushed, unless configured: the proposal's own default. */
export const DEFAULT_TAG_PATTERN = '{{namespace}}.{{pipelinerun}}.{{taskrun}}.{{artifact}}';

/** What may stand between `{{` and `}}` in a pattern. */
export const PATTERN_VARIABLES = ['namespace', 'pipelinerun', 'taskrun', 'artifact'] as const;

const flag = z.enum(['true', 'false'], { error: "expected 'true' or 'false'" });
const pattern = z.string().superRefine((text, context) => {
  for (const [, name] of text.matchAll(/\{\{\s*([^}]*?)\s*\}\}/g)) {
    if (!PATTERN_VARIABLES.includes(name as typeof PATTERN_VARIABLES[number])) {
      context.addIssue({ code: 'custom', message: `unknown variable '{{${name}}}', expected one of ${PATTERN_VARIABLES.join(', ')}` });
    }
  }
  if (!/\{\{\s*artifact\s*\}\}/.test(text)) {
    context.addIssue({ code: 'custom', message: "expected '{{artifact}}' in it: the outputs of a Task would take the tag from each other, and a registry collects what has none" });
  }
});
const repository = z.string().regex(
  /^[a-zA-Z0-9.-]+(?::\d{1,5})?(?:\/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)+$/,
  "expected '<registry>/<repository>' in lower case, without scheme, tag or digest",
);
const objectName = z.string().regex(/^[a-z0-9](?:[-a-z0-9.]{0,251}[a-z0-9])?$/, 'expected the name of a Kubernetes object');
const threshold = z.string()
  .regex(/^\d{1,5}$/, 'expected a number of bytes')
  .refine((text) => Number(text) <= INLINE_THRESHOLD_CEILING, `expected at most ${INLINE_THRESHOLD_CEILING} bytes`);
const withoutParents = (path: string) => !path.split('/').includes('..');
const absolutePath = z.string().regex(/^\/[^\0]*$/, 'expected an absolute path').refine(withoutParents, "expected a path without '..'");
const plainPath = z.string()
  .regex(/^\/[A-Za-z0-9._/-]*$/, 'expected an absolute path of letters, digits and . _ - /, as it becomes part of references')
  .refine(withoutParents, "expected a path without '..'");

/**
 * The keys of the storage configuration, all strings, as they stand in a ConfigMap's data.
 *
 * One schema for synth and run time, so that both refuse the same mistakes.
 */
export const storageConfigSchema = z.strictObject({
  'enabled': flag.optional(),
  'backend': z.enum(['oci', 'pvc', 'directory'], { error: "expected 'oci', 'pvc' or 'directory'" }).optional(),
  'inline-threshold': threshold.optional(),
  'oci.repository': repository.optional(),
  'oci.credentialsSecret': objectName.optional(),
  'oci.tagPattern': pattern.optional(),
  'oci.plainHttp': flag.optional(),
  'oci.groupByPipelineRun': flag.optional(),
  'pvc.claimName': objectName.optional(),
  'pvc.basePath': plainPath.optional(),
  'directory.path': absolutePath.optional(),
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
 * Checks one level of the configuration.
 *
 * @param source where it comes from, for the message: `ConfigMap 'ci/config-artifact-storage'`
 * @throws Error that names source, key, value and what was expected
 */
export function parseStorageConfig(data: { readonly [key: string]: string }, source: string): StorageConfig {
  const result = storageConfigSchema.safeParse(data);
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

/** The key without which a backend has no place to store to. */
const LOCATION: { readonly [backend in NonNullable<StorageConfig['backend']>]: StorageConfigKey } = {
  oci: 'oci.repository',
  pvc: 'pvc.claimName',
  directory: 'directory.path',
};

/** Why a configuration cannot store anything, or undefined when it can. */
export function storageProblem(config: StorageConfig): string | undefined {
  if (config.enabled === 'false') return "artifact storage is disabled (enabled: 'false')";
  if (!config.backend) return 'no artifact storage is configured';
  const key = LOCATION[config.backend];
  return config[key] ? undefined : `backend '${config.backend}' needs the key '${key}'`;
}

function withoutBlanks(config: StorageConfig): StorageConfig {
  return Object.fromEntries(Object.entries(config).filter(([, value]) => value !== undefined && value !== ''));
}
