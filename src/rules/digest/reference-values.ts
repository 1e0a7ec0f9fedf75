import type { RuleDocument } from '../model/document';
import { child } from '../model/path';
import type { ParamValue, PipelineRun, StepAction, TaskRun } from '../schema/tekton-types';

/** A value that has the shape of an artifact reference, and where it stands. */
export interface ReferenceValue {
  readonly uri: string;
  readonly digest: string;
  readonly path: string;
  /** `the default of param 'app'`, `param 'app' of task 'test'`. */
  readonly label: string;
}

interface Named {
  readonly name?: string;
  readonly value?: ParamValue;
  readonly default?: ParamValue;
}

/** All objects of uri and digest among the values of params and results. */
export function referenceValues(document: RuleDocument): ReferenceValue[] {
  const { tasks, pipelines } = document.views;
  const run = document.decodedAs<TaskRun>('TaskRun')?.spec ?? document.decodedAs<PipelineRun>('PipelineRun')?.spec;
  const action = document.decodedAs<StepAction>('StepAction')?.spec;
  return [
    ...valuesOf(run?.params, 'spec.params', 'value', ''),
    ...valuesOf(action?.params, 'spec.params', 'default', ''),
    ...tasks.flatMap(({ spec, path }) => valuesOf(spec.params, `${path}.params`, 'default', '')),
    ...pipelines.flatMap((pipeline) => [
      ...valuesOf(pipeline.spec.params, `${pipeline.path}.params`, 'default', ''),
      ...valuesOf(pipeline.spec.results, `${pipeline.path}.results`, 'value', '', 'result'),
      ...[...pipeline.tasks, ...pipeline.finally].flatMap(({ task, path, label }) => [
        ...valuesOf(task.params, `${path}.params`, 'value', ` of ${label}`),
        ...valuesOf(task.matrix?.params, `${path}.matrix.params`, 'value', ` of ${label}`),
      ]),
    ]),
  ];
}

function valuesOf(items: readonly Named[] | undefined, path: string, field: 'value' | 'default', owner: string, noun = 'param'): ReferenceValue[] {
  return (items ?? []).flatMap((item, index) => {
    const value = item[field];
    if (typeof value !== 'object' || Array.isArray(value)) return [];
    const { uri, digest } = value as { readonly [key: string]: string };
    if (uri === undefined || digest === undefined) return [];
    const label = `${field === 'default' ? 'the default of ' : ''}${noun} '${item.name ?? ''}'${owner}`;
    return [{ uri, digest, label, path: child(child(path, index), field) }];
  });
}
