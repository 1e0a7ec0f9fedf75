import type { App } from 'cdk8s';
import { Chart } from 'cdk8s';
import { definePipeline, defineTask, Param, Pipeline, Task, TaskRun, When } from 'cdk8s-tekton';

/** What needs feature flags of alpha level. */
export function build(app: App): void {
  const chart = new Chart(app, 'alpha', { namespace: 'ci' });
  const task = defineTask(chart, 'work', { params: { mode: Param.string({ enum: ['fast', 'full'], default: 'fast' }) } });
  task.addStep('work', { image: 'busybox:1.37', args: [task.params.mode], stdoutPath: '/tmp/out', stderrPath: '/tmp/err' });
  task.addSidecar('native', { image: 'busybox:1.37', restartPolicy: 'Always' });

  const inner = definePipeline(chart, 'inner', { params: { mode: Param.string() }, workspaces: { shared: {} } });
  inner.addTask('work', task, { params: { mode: inner.params.mode } });

  const embedded = new Pipeline(chart, 'embedded-inner', { embedded: true });
  embedded.addTask('work', task);

  const outer = definePipeline(chart, 'outer', { params: { mode: Param.string({ default: 'full', enum: ['full'] }) }, workspaces: { shared: {} } });
  outer.addTask('inner', Task.fromPipeline(chart, 'inner-task', inner), { params: { mode: outer.params.mode }, workspaces: { shared: outer.workspaces.shared } });
  outer.addTask('embedded', Task.fromPipeline(chart, 'embedded-task', embedded));
  outer.addTask('work', task, { when: [When.cel("'$(params.mode)' == 'full'")] });

  new TaskRun(chart, 'debugged', { task, debug: { onFailure: true, beforeSteps: ['work'] } });
}
