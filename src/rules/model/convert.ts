import type { Mutable } from './mutable';

/** Kinds of v1beta1 that Tekton stores as v1. */
const CONVERTED = ['Task', 'Pipeline', 'TaskRun', 'PipelineRun'];

/** Tells whether an object is stored in another version than it is written in. */
export function isConverted(apiVersion: string, kind: string): boolean {
  return apiVersion === 'tekton.dev/v1beta1' && CONVERTED.includes(kind);
}

/** A decoded object, or a part of it. */
type Plain = Mutable<{ readonly [field: string]: unknown }>;

/**
 * Makes v1 of a decoded v1beta1 object, in place.
 *
 * What v1 has no field for stays where it is: Tekton drops it, `tekton/old-field` tells so, and no other rule looks.
 *
 * @see pkg/apis/pipeline/v1beta1/*_conversion.go
 */
export function convertToV1(kind: string, object: object): void {
  const { spec } = object as { readonly spec?: Plain };
  if (!spec) return;
  switch (kind) {
    case 'Task': return convertTaskSpec(spec);
    case 'Pipeline': return convertPipelineSpec(spec);
    case 'TaskRun': return convertTaskRunSpec(spec);
    case 'PipelineRun': return convertPipelineRunSpec(spec);
    default:
  }
}

/**
 * Where a path of v1 stands in the v1beta1 that it was made of.
 *
 * @param path as rules report it: `spec.steps[0].computeResources`
 */
export function pathInV1beta1(path: string): string {
  return MOVED.reduce((moved, [place, written]) => moved.replace(place, written), path);
}

/** The inverse of what is moved below. */
const MOVED: readonly (readonly [RegExp, string])[] = [
  [/((?:steps|sidecars|stepSpecs|sidecarSpecs)\[\d+\]|stepTemplate)\.computeResources(?![\w-])/, '$1.resources'],
  [/^(spec(?:\.taskRunSpecs\[\d+\])?)\.(step|sidecar)Specs(?![\w-])/, '$1.$2Overrides'],
  [/^spec\.taskRunTemplate\.(podTemplate|serviceAccountName)(?![\w-])/, 'spec.$1'],
  [/^(spec\.taskRunSpecs\[\d+\])\.podTemplate(?![\w-])/, '$1.taskPodTemplate'],
  [/^(spec\.taskRunSpecs\[\d+\])\.serviceAccountName(?![\w-])/, '$1.taskServiceAccountName'],
  [/^spec\.timeouts\.pipeline(?![\w-])/, 'spec.timeout'],
];

function convertTaskSpec(spec: Plain): void {
  for (const container of [...listOf(spec.steps), ...listOf(spec.sidecars), ...partOf(spec.stepTemplate)]) move(container, 'resources', 'computeResources');
}

function convertPipelineSpec(spec: Plain): void {
  for (const task of [...listOf(spec.tasks), ...listOf(spec.finally)]) {
    partOf(task.taskSpec).forEach(convertTaskSpec);
    partOf(task.pipelineSpec).forEach(convertPipelineSpec);
  }
}

function convertTaskRunSpec(spec: Plain): void {
  partOf(spec.taskSpec).forEach(convertTaskSpec);
  convertOverrides(spec);
}

function convertPipelineRunSpec(spec: Plain): void {
  partOf(spec.pipelineSpec).forEach(convertPipelineSpec);
  // A timeout replaces timeouts.
  if (spec.timeout !== undefined) spec.timeouts = { pipeline: spec.timeout };
  const template = {};
  for (const field of ['podTemplate', 'serviceAccountName']) move(spec, field, field, template);
  spec.taskRunTemplate = template;
  for (const own of listOf(spec.taskRunSpecs)) {
    move(own, 'taskPodTemplate', 'podTemplate');
    move(own, 'taskServiceAccountName', 'serviceAccountName');
    convertOverrides(own);
  }
}

function convertOverrides(spec: Plain): void {
  for (const own of [...listOf(spec.stepOverrides), ...listOf(spec.sidecarOverrides)]) move(own, 'resources', 'computeResources');
  move(spec, 'stepOverrides', 'stepSpecs');
  move(spec, 'sidecarOverrides', 'sidecarSpecs');
}

function move(from: Plain, field: string, name: string, to: Plain = from): void {
  const value = from[field];
  if (value === undefined) return;
  delete from[field];
  to[name] = value;
}

function listOf(value: unknown): readonly Plain[] {
  return (value ?? []) as readonly Plain[];
}

function partOf(value: unknown): readonly Plain[] {
  return value === undefined ? [] : [value as Plain];
}
