import type { RuleDocument } from '../model/document';
import type { PipelineRun, TaskRun, Template } from '../schema/tekton-types';

/** The pod template of a run, and where it stands. */
export interface PlacedTemplate {
  readonly template: Template;
  readonly path: string;
}

/** All pod templates in a run. */
export function podTemplates(document: RuleDocument): PlacedTemplate[] {
  const run = document.decodedAs<PipelineRun>('PipelineRun')?.spec;
  const places: [Template | undefined, string][] = [
    [document.decodedAs<TaskRun>('TaskRun')?.spec?.podTemplate, 'spec.podTemplate'],
    [run?.taskRunTemplate?.podTemplate, 'spec.taskRunTemplate.podTemplate'],
    ...(run?.taskRunSpecs ?? []).map(({ podTemplate }, index): [Template | undefined, string] => [podTemplate, `spec.taskRunSpecs[${index}].podTemplate`]),
  ];
  return places.flatMap(([template, path]) => template ? [{ template, path }] : []);
}
