import type { StorageConfig, StorageConfigKey } from '../../contract/storage-config';
import {
  annotationOf, STORAGE_ANNOTATION_PREFIX, STORAGE_CONFIG_KEYS, STORAGE_CONFIG_LABEL, STORAGE_CONFIG_MAP, storageConfigSchema,
} from '../../contract/storage-config';
import type { RuleDocument } from '../model/document';
import type { DocumentSet } from '../model/document-set';
import { child, valueAt } from '../model/path';
import type { Pipeline, PipelineRun } from '../schema/tekton-types';

/** One setting as it stands. */
export interface StorageEntry {
  /** Undefined: there is no such key. */
  readonly key?: StorageConfigKey;
  /** As it is written: the key of a ConfigMap, or an annotation. */
  readonly written: string;
  readonly value: unknown;
  readonly path: string;
}

/** One place where storage is configured: a ConfigMap, or the annotations of one object. */
export interface StorageLevel {
  /** `ConfigMap 'config-artifact-storage'`, `PipelineRun 'nightly'`, for messages. */
  readonly source: string;
  readonly from: 'ConfigMap' | 'annotations';
  readonly entries: readonly StorageEntry[];
  /** What is set; blank values, and those that are refused, left out. */
  readonly config: StorageConfig;
}

const KEYS = new Map(STORAGE_CONFIG_KEYS.map((key) => [annotationOf(key), key]));

/** All places in an object where storage is configured; none without any setting. */
export function storageLevels(document: RuleDocument): StorageLevel[] {
  if (isStorageConfigMap(document)) return [level(document.label, 'ConfigMap', document.source.data, 'data')];
  if (!document.apiVersion.startsWith('tekton.dev/')) return [];
  const run = document.decodedAs<PipelineRun>('PipelineRun')?.spec;
  const inline = document.views.pipelines.flatMap((pipeline) => [...pipeline.tasks, ...pipeline.finally]);
  const places = [
    'metadata.annotations',
    ...(run?.taskRunSpecs ?? []).map((_, index) => `spec.taskRunSpecs[${index}].metadata.annotations`),
    ...inline.filter(({ task }) => task.taskSpec?.metadata?.annotations).map(({ path }) => `${path}.taskSpec.metadata.annotations`),
  ];
  return places.map((path) => level(document.label, 'annotations', valueAt(document.source, path), path)).filter(({ entries }) => entries.length > 0);
}

/** Tells whether an object is the ConfigMap of a namespace: by name. */
export function isStorageConfigMap({ kind, apiVersion, name }: RuleDocument): boolean {
  return kind === 'ConfigMap' && apiVersion === 'v1' && name === STORAGE_CONFIG_MAP;
}

/** Tells whether a ConfigMap is marked as one with the configuration of the storage. */
export function isMarked(document: RuleDocument): boolean {
  const [[label, value]] = Object.entries(STORAGE_CONFIG_LABEL);
  return document.kind === 'ConfigMap' && valueAt(document.source, child('metadata.labels', label)) === value;
}

/** The levels below an object's own annotations, the strongest first, as far as they are among the objects checked together. */
export function levelsBelow(document: RuleDocument, documents: DocumentSet): StorageLevel[] {
  const name = document.decodedAs<PipelineRun>('PipelineRun')?.spec?.pipelineRef?.name;
  const pipeline = name ? documents.find('Pipeline', name, document) : undefined;
  const isPipeline = pipeline?.decodedAs<Pipeline>('Pipeline') !== undefined;
  const configMap = isStorageConfigMap(document) ? undefined : documents.find('ConfigMap', STORAGE_CONFIG_MAP, document);
  return [...pipeline && isPipeline ? storageLevels(pipeline) : [], ...configMap ? storageLevels(configMap) : []];
}

/** Why a value is refused; undefined where it is not, or is blank, which counts as unset. */
export function valueProblem({ key, value }: StorageEntry): string | undefined {
  if (key === undefined || typeof value !== 'string' || value === '') return undefined;
  const result = storageConfigSchema.shape[key].safeParse(value);
  return result.success ? undefined : result.error.issues[0].message;
}

function isSet(entry: StorageEntry): boolean {
  return entry.key !== undefined && typeof entry.value === 'string' && entry.value !== '' && valueProblem(entry) === undefined;
}

function level(source: string, from: StorageLevel['from'], data: unknown, path: string): StorageLevel {
  const all = typeof data === 'object' && data !== null ? Object.entries(data as { readonly [name: string]: unknown }) : [];
  const entries = all.flatMap(([written, value]): StorageEntry[] => {
    const place = { written, value, path: child(path, written) };
    if (from === 'ConfigMap') return [{ ...place, key: STORAGE_CONFIG_KEYS.find((key) => key === written) }];
    return written.startsWith(STORAGE_ANNOTATION_PREFIX) ? [{ ...place, key: KEYS.get(written) }] : [];
  });
  const set = entries.flatMap((entry) => isSet(entry) ? [[entry.key, entry.value]] : []);
  return { source, from, entries, config: Object.fromEntries(set) as StorageConfig };
}
