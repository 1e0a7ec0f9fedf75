import { dependencies } from '../local/dag';
import type { Documents } from '../local/documents';
import type { Manifest, Param, ParamSpec, PipelineSpec, PipelineTask, ResultSpec } from '../local/manifest';
import { resultReferences, variablesInValue } from '../local/result-references';

/** Why one task waits for another. */
export type EdgeKind = 'artifact' | 'result' | 'order';

/** What goes from one task to another. */
export interface Edge {
  /** A task; undefined: an input of the Pipeline. */
  readonly from?: string;
  readonly to: string;
  readonly kind: EdgeKind;
  /** The artifact or result as its producer calls it; '' for an order. */
  readonly name: string;
  /** The param of the consumer that takes it, '' where it is used elsewhere. */
  readonly param: string;
}

/** A task of the graph. */
export interface Node {
  readonly name: string;
  readonly finally: boolean;
  /** It runs once for each combination. */
  readonly matrix: boolean;
  /** It runs only when a condition holds. */
  readonly conditional: boolean;
}

/** What a Pipeline does, in which order, and what it moves. */
export interface PipelineGraph {
  readonly name: string;
  /** Artifacts that a run gives. */
  readonly inputs: readonly string[];
  readonly nodes: readonly Node[];
  readonly edges: readonly Edge[];
}

/** The end of the name of a result that Tekton Chains reads. */
const BUILD_OUTPUT = /-ARTIFACT_OUTPUTS$/;

/** Reads the graph of a Pipeline from its YAML: ours, or anybody's that passes artifacts as `{uri, digest}`. */
export function pipelineGraph({ metadata, spec }: Manifest<PipelineSpec>, documents: Documents): PipelineGraph {
  const inputs = (spec.params ?? []).filter(isReference).map(({ name }) => name);
  const all = [...spec.tasks, ...spec.finally ?? []];
  return {
    name: metadata.name ?? '',
    inputs,
    nodes: all.map((task) => ({
      name: task.name,
      finally: !spec.tasks.includes(task),
      matrix: task.matrix !== undefined,
      conditional: (task.when ?? []).length > 0,
    })),
    edges: all.flatMap((task) => unique([...inputEdges(task, inputs), ...resultEdges(task, all, documents), ...orderEdges(task)])),
  };
}

function inputEdges(task: PipelineTask, inputs: readonly string[]): Edge[] {
  return paramsOf(task).flatMap(({ name: param, value }) => inputs
    .filter((input) => variablesInValue(value).some((variable) => variable.startsWith(`params.${input}[`) || variable.startsWith(`params.${input}.`)))
    .map((input): Edge => ({ to: task.name, kind: 'artifact', name: input, param })));
}

function resultEdges(task: PipelineTask, all: readonly PipelineTask[], documents: Documents): Edge[] {
  const inParams = paramsOf(task).flatMap((param) => (
    resultReferences({ name: task.name, params: [param] }).map((reference) => ({ ...reference, param: param.name }))
  ));
  const elsewhere = resultReferences(task).filter(({ task: from, result }) => !inParams.some((edge) => edge.task === from && edge.result === result));
  return [...inParams, ...elsewhere.map((reference) => ({ ...reference, param: '' }))].map(({ task: from, result, param }): Edge => {
    const declared = resultsOf(all.find(({ name }) => name === from), documents).find(({ name }) => name === result);
    const kind = declared !== undefined && isArtifact(declared) ? 'artifact' : 'result';
    return { from, to: task.name, kind, name: result.replace(BUILD_OUTPUT, ''), param };
  });
}

/** Only what no binding says already. */
function orderEdges(task: PipelineTask): Edge[] {
  const bound = resultReferences(task).map(({ task: from }) => from);
  return dependencies(task).filter((from) => !bound.includes(from)).map((from) => ({ from, to: task.name, kind: 'order', name: '', param: '' }));
}

function paramsOf({ params = [], matrix }: PipelineTask): Param[] {
  return [...params, ...matrix?.params ?? []];
}

function resultsOf(task: PipelineTask | undefined, { tasks }: Documents): readonly ResultSpec[] {
  const spec = task?.taskSpec ?? tasks.find(({ metadata }) => metadata.name === task?.taskRef?.name)?.spec;
  return spec?.results ?? [];
}

/** An object of uri and digest, or the text that an upload step writes. */
function isArtifact(result: ResultSpec): boolean {
  return isReference(result) || /^\$\(steps\.(?:upload-artifacts|create-trusted-artifact)\.results\.(?!error\))/.test(String(result.value ?? ''));
}

function isReference({ properties }: Pick<ParamSpec, 'properties'>): boolean {
  return properties !== undefined && 'uri' in properties && 'digest' in properties;
}

function unique(edges: readonly Edge[]): Edge[] {
  return [...new Map(edges.map((edge) => [JSON.stringify(edge), edge])).values()];
}
