import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { isMap, LineCounter, parseAllDocuments, type Document } from 'yaml';
import { isJsonObject } from '../contract/json';
import { messageOf } from '../contract/thrown';
import { RunInputError } from './errors';
import type { DataObject, Manifest, PipelineRunSpec, PipelineSpec, StepActionSpec, TaskRunSpec, TaskSpec } from './manifest';
import { readDataObject, readPipelineRunSpec, readPipelineSpec, readStepActionSpec, readTaskRunSpec, readTaskSpec } from './read-manifest';

/** The objects of the input that a run can use. */
export interface Documents {
  readonly pipelines: readonly Manifest<PipelineSpec>[];
  readonly tasks: readonly Manifest<TaskSpec>[];
  readonly stepActions: readonly Manifest<StepActionSpec>[];
  readonly pipelineRuns: readonly Manifest<PipelineRunSpec>[];
  readonly taskRuns: readonly Manifest<TaskRunSpec>[];
  readonly configMaps: readonly DataObject[];
  readonly secrets: readonly DataObject[];
}

/** A parsed YAML document. */
interface RawDocument {
  readonly object: { readonly [key: string]: unknown };
  readonly origin: string;
}

/**
 * Reads the objects in YAML files, and in all `.yaml`, `.yml` and `.json` files of directories.
 *
 * @throws RunInputError for a path that is not there or cannot be read, or a document that is no YAML, with file and line
 */
export async function loadDocuments(paths: readonly string[]): Promise<Documents> {
  const files = (await Promise.all(paths.map((path) => reading(path, () => yamlFiles(path))))).flat();
  const texts = await Promise.all(files.map(async (file) => ({ file: relative(process.cwd(), file) || file, text: await reading(file, () => readFile(file, 'utf8')) })));
  return readDocuments(texts);
}

async function reading<T>(path: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    throw error instanceof RunInputError ? error : new RunInputError(`'${path}' cannot be read: ${messageOf(error)}`);
  }
}

/** Reads the objects in YAML texts, see {@link loadDocuments}. */
export function readDocuments(texts: readonly { readonly file: string; readonly text: string }[]): Documents {
  const raw = texts.flatMap(({ file, text }) => parse(file, text));
  const tekton = <Spec>(kind: string, read: (spec: unknown, where: string) => Spec): Manifest<Spec>[] => raw
    .filter(({ object }) => object.kind === kind && String(object.apiVersion).startsWith('tekton.dev/'))
    .map((document) => manifest(document, read));
  const core = (kind: string): DataObject[] => raw
    .filter(({ object }) => object.kind === kind && object.apiVersion === 'v1')
    .map(({ object, origin }) => readDataObject(object, origin));
  return {
    pipelines: tekton('Pipeline', readPipelineSpec),
    tasks: tekton('Task', readTaskSpec),
    stepActions: tekton('StepAction', readStepActionSpec),
    pipelineRuns: tekton('PipelineRun', readPipelineRunSpec),
    taskRuns: tekton('TaskRun', readTaskRunSpec),
    configMaps: core('ConfigMap'),
    secrets: core('Secret'),
  };
}

async function yamlFiles(path: string): Promise<string[]> {
  const found = await stat(path).catch(() => undefined);
  if (!found) throw new RunInputError(`'${path}' is not there, expected a YAML file or a directory of them`);
  if (!found.isDirectory()) return [path];
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && /\.(?:ya?ml|json)$/.test(entry.name)).map((entry) => join(entry.parentPath ?? entry.path, entry.name)).sort();
  if (files.length === 0) throw new RunInputError(`directory '${path}' has no YAML files, synthesize the pipeline first`);
  return files;
}

function parse(file: string, text: string): RawDocument[] {
  const lines = new LineCounter();
  // Kubernetes reads YAML 1.1, where `on` is true and `012` is ten; timestamps stay text there.
  const documents = parseAllDocuments(text, {
    version: '1.1',
    merge: true,
    lineCounter: lines,
    prettyErrors: false,
    customTags: (tags) => tags.filter((tag) => typeof tag === 'string' || tag.tag !== 'tag:yaml.org,2002:timestamp'),
  });
  if (!Array.isArray(documents)) return [];
  return (documents as Document[]).flatMap((document) => {
    const [error] = document.errors;
    if (error) throw new RunInputError(`${file}:${lines.linePos(error.pos[0]).line}: not valid YAML: ${error.message.toLowerCase()}`);
    if (!isMap(document.contents)) return [];
    const origin = `${file}:${lines.linePos(document.contents.range?.[0] ?? 0).line}`;
    return members({ object: document.toJS() as RawDocument['object'], origin });
  });
}

/** A List stands for its items. */
function members({ object, origin }: RawDocument): RawDocument[] {
  if (!String(object.kind).endsWith('List') || !Array.isArray(object.items)) return [{ object, origin }];
  return object.items.flatMap((item: unknown) => (isJsonObject(item) ? members({ object: item, origin }) : []));
}

function manifest<Spec>({ object, origin }: RawDocument, read: (spec: unknown, where: string) => Spec): Manifest<Spec> {
  const metadata = isJsonObject(object.metadata) ? object.metadata : {};
  const name = String(metadata.name ?? metadata.generateName ?? '');
  if (!name) throw new RunInputError(`${origin}: ${String(object.kind)} has no metadata.name`);
  return {
    apiVersion: String(object.apiVersion), kind: String(object.kind), metadata, origin, spec: read(object.spec, `${origin}: ${String(object.kind)} '${name}'`),
  };
}
