import { exampleOf } from '../example';
import { taskSpecOf } from '../model/referenced-task';
import { earlierTasks } from '../model/task-order';
import type { PipelineTaskView } from '../model/views';
import type { Rule, RuleContext } from '../rule';
import type { TaskSpec, WorkspacePipelineTaskBinding as WorkspaceOfTask } from '../schema/tekton-types';
import { eachPipelineSpec } from '../visit';
import { expressionsOfTask, resultReference } from '../webhook/expressions';
import { artifactResults } from './artifact-shape';
import { PINNED_IMAGE } from './pinned-example';

const pipeline = (binding: string, consumer: string): string => exampleOf('Pipeline', `workspaces: [{name: shared}]
tasks:
- name: build
  workspaces: [{name: out, workspace: shared}]
  taskSpec:
    workspaces: [{name: out}]
    results: [{name: app, type: object, properties: {uri: {}, digest: {}}}]
    steps: [{name: build, image: "${PINNED_IMAGE}", command: [make]}]
- name: test
  ${binding}
  taskSpec:
    ${consumer}
    steps: [{name: test, image: "${PINNED_IMAGE}", command: [make, test]}]`);

export const unverifiedWorkspace: Rule = {
  id: 'digest/unverified-workspace',
  severity: 'warning',
  stage: 'none',
  summary: 'what a task makes is taken as the artifact it declares, not from a workspace that others can write to',
  reason: 'between the two tasks anybody with the volume can change the content, and nothing compares it to the digest that was signed',
  source: 'TEP-0139, motivation: workspaces are not trusted',
  fix: "bind the artifact instead of the workspace: params: [{name: <input>, value: '$(tasks.<task>.results.<result>[*])'}]",
  passing: pipeline('params: [{name: app, value: "$(tasks.build.results.app[*])"}]', 'params: [{name: app, type: object, properties: {uri: {}, digest: {}}}]'),
  failing: pipeline('runAfter: [build]\n  workspaces: [{name: in, workspace: shared}]', 'workspaces: [{name: in}]'),
  check: eachPipelineSpec((pipelineView, context) => {
    const earlier = earlierTasks(pipelineView);
    const producers = pipelineView.tasks.map((task) => ({ task, results: artifactsOf(task, context) })).filter(({ results }) => results.length > 0);
    for (const consumer of [...pipelineView.tasks, ...pipelineView.finally]) {
      for (const { task: producer, results } of producers) {
        const shared = consumer === producer ? undefined : sharedWorkspace(producer, consumer, context);
        if (!shared || !earlier.get(consumer.task.name ?? '')?.has(producer.task.name ?? '')) continue;
        if (usesResult(consumer, producer, results)) continue;
        const at = `${consumer.path}.workspaces[${shared.index}]`;
        context.report(at, { message: `${consumer.label} reads what ${producer.label} left in the workspace '${shared.name}', which declares the artifact '${results[0]}'` });
      }
    }
  }),
};

function artifactsOf(task: PipelineTaskView, context: RuleContext): string[] {
  const spec = taskSpecOf(task, context);
  return spec ? artifactResults(spec) : [];
}

/** A workspace of the Pipeline that both have, at the same place, and the producer can write to. */
function sharedWorkspace(
  producer: PipelineTaskView, consumer: PipelineTaskView, context: RuleContext,
): { readonly name: string; readonly index: number } | undefined {
  const spec = taskSpecOf(producer, context);
  const written = (producer.task.workspaces ?? []).filter(({ name }) => !isReadOnly(spec, name));
  const isSame = (one: WorkspaceOfTask, other: WorkspaceOfTask): boolean => nameOf(one) === nameOf(other) && one.subPath === other.subPath;
  const index = (consumer.task.workspaces ?? []).findIndex((own) => written.some((other) => isSame(own, other)));
  return index < 0 ? undefined : { name: nameOf(consumer.task.workspaces![index]), index };
}

function isReadOnly(spec: TaskSpec | undefined, name: string | undefined): boolean {
  return spec?.workspaces?.find((each) => each.name === name)?.readOnly ?? false;
}

function nameOf({ name = '', workspace }: WorkspaceOfTask): string {
  return workspace ?? name;
}

function usesResult(consumer: PipelineTaskView, producer: PipelineTaskView, results: readonly string[]): boolean {
  return expressionsOfTask(consumer).some(({ expression }) => {
    const reference = resultReference(expression);
    return reference?.task === producer.task.name && results.includes(reference?.result ?? '');
  });
}
