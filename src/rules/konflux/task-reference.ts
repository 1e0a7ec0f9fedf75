import { exampleOf } from '../example';
import type { PipelineSpecView, PipelineTaskView } from '../model/views';
import type { Rule } from '../rule';
import { eachPipelineSpec } from '../visit';
import { expressionsOfTask, resultReference } from '../webhook/expressions';
import { bundleOf } from './trusted-example';

const pipeline = (clone: string): string => exampleOf('Pipeline', `tasks:
- {name: clone, taskRef: ${clone}}
- {name: build, taskRef: ${bundleOf('buildah')}, params: [{name: SOURCE_ARTIFACT, value: $(tasks.clone.results.SOURCE_ARTIFACT)}]}`);

export const taskReference: Rule = {
  id: 'konflux/task-reference',
  severity: 'warning',
  stage: 'none',
  summary: 'tasks are taken from bundles or from git, above all those that make trusted artifacts for others',
  reason: 'the policy looks tasks up in its list of trusted ones by bundle or git address: whoever makes an artifact that a trusted task uses must be on it',
  source: 'https://conforma.dev/docs/policy/packages/pipeline_task_bundle.html, disallowed_task_reference; https://conforma.dev/docs/policy/trusted_tasks.html',
  fix: 'refer to the Task by the resolver bundles or git; a Task of your own may stand where nothing trusted uses its artifacts',
  passing: pipeline(bundleOf('git-clone')),
  failing: pipeline('{name: git-clone}'),
  check: eachPipelineSpec((view, { report }) => {
    for (const task of view.tasks) {
      if (['bundles', 'git'].includes(task.task.taskRef?.resolver ?? '')) continue;
      const user = consumerOf(task, view);
      const how = task.task.taskSpec ? 'is inline' : 'is not taken from a bundle or from git';
      report(`${task.path}.${task.task.taskSpec ? 'taskSpec' : 'taskRef'}`, {
        message: `${task.label} ${how}${user ? `, and ${user.label} uses its artifact` : ''}`,
        atKey: true,
        ...user ? { severity: 'error' } : {},
      });
    }
  }),
};

/** A task that takes a trusted artifact of another one. */
function consumerOf(producer: PipelineTaskView, { tasks }: PipelineSpecView): PipelineTaskView | undefined {
  return tasks.find((task) => expressionsOfTask(task).some(({ expression }) => {
    const reference = resultReference(expression);
    return reference?.task === producer.task.name && Boolean(reference?.result.endsWith('_ARTIFACT'));
  }));
}
