import type { App } from 'cdk8s';
import { Chart, Duration } from 'cdk8s';
import { definePipeline, defineTask, PipelineRun, TaskRun } from 'cdk8s-tekton';

/** What Tekton v1.0 does not know yet. */
export function build(app: App): void {
  const chart = new Chart(app, 'newest', { namespace: 'ci' });
  const task = defineTask(chart, 'work', {});
  task.addStep('work', { image: 'busybox:1.37', displayName: 'Work' });

  const pipeline = definePipeline(chart, 'newest', {});
  const work = pipeline.addTask('work', task);
  new PipelineRun(chart, 'newest-run', {
    pipeline,
    podTemplate: { hostUsers: false },
    taskRunSpecs: [{ task: work, timeout: Duration.minutes(5) }],
    managedBy: 'tekton.dev/pipeline',
  });
  new TaskRun(chart, 'work-run', { task, managedBy: 'kueue.x-k8s.io/multikueue' });
}
