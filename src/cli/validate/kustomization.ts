import { dirname, join } from 'node:path';
import { load } from 'js-yaml';

/** What a directory may call its kustomization. */
export const KUSTOMIZATION_FILES = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

/** What a kustomization says of files. */
export interface Kustomization {
  /** Files of objects, and directories with a kustomization of their own. */
  readonly resources: readonly string[];
  /** Files that are no objects: patches, transformers, values. */
  readonly others: readonly string[];
  /** What it changes in objects, and nobody here does: `2 patches`, `namePrefix`. */
  readonly changes: readonly string[];
  /** What is somewhere else: URLs. */
  readonly remote: readonly string[];
}

/** Fields that name objects. */
const RESOURCES = ['resources', 'bases', 'components'];

/** Fields that change or make objects when kustomize builds. */
const CHANGES = [
  'patches', 'patchesStrategicMerge', 'patchesJson6902', 'replacements', 'transformers', 'generators', 'validators', 'configMapGenerator', 'secretGenerator', 'helmCharts',
  'helmChartInflationGenerator', 'images', 'replicas', 'vars', 'namespace', 'namePrefix', 'nameSuffix', 'labels', 'commonLabels', 'commonAnnotations', 'configurations', 'crds', 'openapi',
];

/**
 * Reads a kustomization, as far as it is one.
 *
 * @param file where it stands: paths in it are relative to that
 */
export function readKustomization(file: string, text: string): Kustomization {
  const source = parsed(text);
  const named = RESOURCES.flatMap((field) => textsIn(source[field]));
  const remote = named.filter(isRemote);
  const changed = CHANGES.filter((field) => isFilled(source[field]));
  return {
    resources: named.filter((path) => !isRemote(path)).map((path) => join(dirname(file), path)),
    others: changed.flatMap((field) => filesIn(source[field])).map((path) => join(dirname(file), path)),
    changes: changed.map((field) => Array.isArray(source[field]) ? `${field} (${source[field].length})` : field),
    remote,
  };
}

type Fields = { readonly [field: string]: unknown };

function parsed(text: string): Fields {
  try {
    const value = load(text);
    return typeof value === 'object' && value !== null ? value as Fields : {};
  } catch {
    // Kustomize cannot read it either; there is nothing to follow.
    return {};
  }
}

/** As kustomize: a URL, the host of a repository in front, or a revision behind. */
function isRemote(path: string): boolean {
  return /^[a-z+]+:|^[^/@]+@|[?]ref=|^[\w-]+(?:\.[\w-]+)*\.(?:com|org|io|net|dev)[/:]/.test(path);
}

/** The files that a change is written in: a text without line breaks, or under `path` or `files`. */
function filesIn(value: unknown): string[] {
  if (typeof value === 'string') return /\.(?:ya?ml|json|env|properties)$/.test(value) && !value.includes('\n') ? [value.replace(/^[\w.-]+=/, '')] : [];
  if (Array.isArray(value)) return value.flatMap(filesIn);
  if (typeof value !== 'object' || value === null) return [];
  return ['path', 'files', 'envs', 'env', 'valuesFile', 'additionalValuesFiles'].flatMap((field) => filesIn((value as Fields)[field]));
}

function textsIn(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

function isFilled(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : Boolean(value);
}
