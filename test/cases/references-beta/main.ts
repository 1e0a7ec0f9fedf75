import type { App } from 'cdk8s';
import { Chart } from 'cdk8s';
import { definePipeline, Param, Pipeline, PipelineRun, Resolver, Task, TaskRun } from 'cdk8s-tekton';

/** Tasks and Pipelines from every resolver, by name, and a custom task by reference and by spec. */
export function build(app: App): void {
  const chart = new Chart(app, 'references', { namespace: 'ci' });
  const pipeline = definePipeline(chart, 'references', { params: { revision: Param.string({ default: 'main' }) } });
  const revision = pipeline.params.revision.toString();
  const git = Resolver.git({ url: 'https://github.com/tektoncd/catalog', revision, pathInRepo: 'task/git-clone/0.9/git-clone.yaml' });
  const hub = Resolver.hub({ name: 'golang-build', version: '0.3', kind: 'task', catalog: 'Tekton', type: 'artifact' });
  const bundle = Resolver.bundles({ bundle: 'registry.example.com/bundles/lint:1.0', name: 'lint', kind: 'task', serviceAccount: 'puller' });
  const cluster = Resolver.cluster({ name: 'notify', namespace: 'shared-tasks', kind: 'task' });

  pipeline.addTask('by-name', Task.fromTaskName(chart, 'by-name', 'existing-task'), { params: { mode: 'fast', retries: 3 } });
  pipeline.addTask('by-git', Task.fromResolver(chart, 'by-git', git));
  pipeline.addTask('by-hub', Task.fromResolver(chart, 'by-hub', hub));
  pipeline.addTask('by-bundle', Task.fromResolver(chart, 'by-bundle', bundle));
  pipeline.addTask('by-cluster', Task.fromResolver(chart, 'by-cluster', cluster));
  pipeline.addTask('by-http', Task.fromResolver(chart, 'by-http', Resolver.http('https://example.com/task.yaml')));
  pipeline.addTask('by-own', Task.fromResolver(chart, 'by-own', Resolver.of('warehouse', { shelf: 'a', tags: ['x', 'y'] })));
  pipeline.addTask('custom', Task.fromCustomTask(chart, 'custom', { apiVersion: 'cel.tekton.dev/v1alpha1', kind: 'CEL', name: 'is-weekday' }), {
    params: { expression: "type(1) == 'int'" },
  });
  pipeline.addTask('custom-spec', Task.fromCustomTask(chart, 'custom-spec', {
    apiVersion: 'example.com/v1', kind: 'Approval', spec: { approvers: ['ann', 'bo'], needed: 1 },
  }), { retries: 1 });

  const resolved = Pipeline.fromResolver(chart, 'released', Resolver.git({ url: 'https://example.com/p.git', revision: 'v1', pathInRepo: 'pipeline.yaml' }));
  new PipelineRun(chart, 'released-run', { pipeline: resolved, taskRunSpecs: [{ task: 'build', metadata: { labels: { size: 'large' } } }] });
  new PipelineRun(chart, 'named-run', { pipeline: Pipeline.fromPipelineName(chart, 'named', 'existing-pipeline') });
  new TaskRun(chart, 'task-run', { task: Task.fromTaskName(chart, 'task', 'existing-task'), params: { list: ['a', 'b'], map: { a: '1' } } });
}
