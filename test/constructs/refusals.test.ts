import { App, Chart, Duration } from 'cdk8s';
import { Volume } from 'cdk8s-plus-27';
import {
  Artifact, ArtifactAgent, ComputeResources, ContextVariable, definePipeline, OnError, Param, Pipeline, PipelineRun, Resolver,
  Step, StepAction, Task, TaskRun, WorkspaceBinding,
} from 'cdk8s-tekton';
import type { IPipeline, ITask } from 'cdk8s-tekton';
import { chartOf, objectOf, problemsOf } from './support';

describe('steps by reference', () => {
  test('fails for what the StepAction says itself', () => {
    const chart = chartOf();
    const task = new Task(chart, 'task');
    const action = new StepAction(chart, 'action', { image: 'busybox' });
    task.addStep('one', { ref: action, image: 'other', args: ['x'] }).mount('/data', Volume.fromEmptyDir(chart, 'data', 'data'));
    expect(problemsOf(chart)).toEqual(['image', 'args', 'volumeMounts'].map((field) =>
      `step 'one' of task 'ci/task' has both 'ref' and '${field}', which the StepAction says: remove one, or pass it by a param`));
  });

  test('fails for unset, unknown and mismatched bindings', () => {
    const chart = chartOf();
    const task = new Task(chart, 'task', { inputs: { tree: Artifact.directory() } });
    const action = StepAction.fromStepActionName(chart, 'action', 'action', { params: { level: Param.string() }, inputs: { file: Artifact.file() } });
    task.addStep('one', { ref: action, params: { levle: 'x' }, inputs: { file: task.input('tree') } });
    expect(problemsOf(chart)).toEqual([
      "step 'one' of task 'ci/task' sets the unknown param 'levle' of step action 'ci/action', did you mean 'level'?",
      "step 'one' of task 'ci/task' leaves the required param 'level' of step action 'ci/action' unset, pass params: { level: ... }",
      "step 'one' of task 'ci/task' binds the directory 'tree' to input 'file' of step action 'ci/action', which is a file",
    ]);
  });

  test('fails for params of a step that has no reference', () => {
    const chart = chartOf();
    new Task(chart, 'task').addStep('one', { image: 'busybox', params: { a: 'b' } });
    expect(problemsOf(chart)).toEqual([expect.stringContaining("which only a step with 'ref' takes")]);
  });

  test('fails for params in the script of a StepAction', () => {
    const chart = chartOf();
    new StepAction(chart, 'action', { image: 'busybox', params: { who: {} }, script: 'echo $(params.who)' });
    expect(problemsOf(chart)).toEqual([
      "step action 'ci/action' has '$(params.who)' in script: Tekton substitutes no params in the script of a StepAction, set env and read the variable",
    ]);
  });

  test('fails for a path of a result that the StepAction does not declare', () => {
    const chart = chartOf();
    new StepAction(chart, 'action', { image: 'busybox', results: { digest: {} }, script: `date > ${Step.resultPath('digset')}` });
    expect(problemsOf(chart)).toEqual(["step action 'ci/action' has '$(step.results.digset.path)' in script: it declares no result 'digset', did you mean 'digest'?"]);
  });
});

describe('runs', () => {
  test('fails for a TaskRun of a custom task or of a Pipeline', () => {
    const chart = chartOf();
    const custom = Task.fromCustomTask(chart, 'custom', { apiVersion: 'example.com/v1', kind: 'Approval' });
    const nested = Task.fromPipeline(chart, 'nested', Pipeline.fromPipelineName(chart, 'named', 'named'));
    new TaskRun(chart, 'one', { task: custom });
    new TaskRun(chart, 'two', { task: nested });
    expect(problemsOf(chart)).toEqual(['one', 'two'].map((name) =>
      `task run 'ci/${name}' runs a custom task or a Pipeline, which only a Pipeline can: add it there with addTask()`));
  });

  test('fails for what a Pipeline does not declare and for what it requires', () => {
    const chart = chartOf();
    const pipeline = Pipeline.fromResolver(chart, 'remote', Resolver.http('https://example.com/p.yaml'), {
      params: { target: Param.string() }, inputs: { source: Artifact.directory() }, workspaces: { shared: {} },
    });
    new PipelineRun(chart, 'run', { pipeline, params: { tarket: 'x' }, workspaces: { sharde: WorkspaceBinding.emptyDir() } });
    expect(problemsOf(chart)).toEqual([
      expect.stringContaining("sets the unknown param 'tarket' of http resolver, did you mean 'target'?"),
      expect.stringContaining("sets the unknown workspace 'sharde' of http resolver, did you mean 'shared'?"),
      expect.stringContaining("leaves the required param 'target' of http resolver unset"),
      expect.stringContaining("leaves the required input 'source' of http resolver unbound"),
      expect.stringContaining("leaves the workspace 'shared' of http resolver unbound"),
    ]);
  });
});

describe('constructs of another kind', () => {
  /** Other languages than TypeScript see no internal members, so there any construct passes for a Task. */
  const untold = <T>(construct: unknown) => construct as T;

  test('fails for what is no Task', () => {
    const chart = chartOf();
    const [pipeline, other] = ['pipeline', 'other'].map((id) => new Pipeline(chart, id));
    expect(() => pipeline.addTask('one', untold<ITask>(other))).toThrow(
      "task 'one' of pipeline 'ci/pipeline' is not given a Task but the Pipeline 'ci/other', wrap it: Task.fromPipeline(scope, id, pipeline)");
    expect(() => pipeline.addTask('one', untold<ITask>(chart))).toThrow("task 'one' of pipeline 'ci/pipeline' is not given a Task but 'ci', call addTask(name, task, options)");
    expect(() => new TaskRun(chart, 'run', { task: untold<ITask>(other) })).toThrow("task run 'ci/run' is not given a Task but 'ci/other', pass task: ...");
  });

  test('fails for what is no Pipeline', () => {
    const chart = chartOf();
    expect(() => new PipelineRun(chart, 'run', { pipeline: untold<IPipeline>(new Task(chart, 'task')) })).toThrow(
      "pipeline run 'ci/run' is not given a Pipeline but 'ci/task', pass pipeline: ...");
  });

  test('fails outside of a Chart', () => {
    const app = new App();
    expect(() => new Task(app, 'task', { outputs: { app: Artifact.file() } })).toThrow("task 'task' is in no Chart, make it below one: new Chart(app, 'ci')");
    expect(() => new Pipeline(app, 'pipeline')).toThrow("pipeline 'pipeline' is in no Chart");
  });

  test('fails for an artifact as the value of a param', () => {
    const chart = chartOf();
    const pipeline = new Pipeline(chart, 'pipeline');
    const built = pipeline.addTask('build', Task.fromTaskName(chart, 'build', 'build', { outputs: { app: Artifact.file() } }));
    const task = Task.fromTaskName(chart, 'task', 'task');
    expect(() => pipeline.addTask('use', task, { params: { app: built.output('app') } })).toThrow(
      "task 'use' of pipeline 'ci/pipeline' sets the param 'app' to an object of class TaskOutputSource, expected texts, a list or an object of texts, "
      + "or references such as added.result('...') and added.output('...').uri");
    expect(() => pipeline.addResult('app', built.output('app'))).toThrow("pipeline 'ci/pipeline' sets the result 'app' to an object of class TaskOutputSource");
  });
});

describe('objects of other namespaces', () => {
  test('fails for a Task and a Pipeline that Tekton would not find', () => {
    const chart = chartOf();
    const other = new Chart(chart, 'other', { namespace: 'other' });
    const pipeline = new Pipeline(chart, 'pipeline');
    const task = new Task(other, 'task');
    task.addStep('one', { image: 'busybox' });
    pipeline.addTask('one', task);
    new PipelineRun(other, 'run', { pipeline });
    new TaskRun(chart, 'task-run', { task });
    expect(problemsOf(chart).sort()).toEqual([
      ["task run 'ci/task-run' is in namespace 'ci' and runs task 'ci/other/task', which is in namespace 'other'"],
      ["task 'one' of pipeline 'ci/pipeline' is in namespace 'ci' and runs task 'ci/other/task', which is in namespace 'other'"],
      ["pipeline run 'ci/other/run' is in namespace 'other' and runs pipeline 'ci/pipeline', which is in namespace 'ci'"],
    ].map(([problem]) => `${problem}: Tekton looks for it in its own only, put both into one, or set 'embedded: true' there`).sort());
  });

  test('an embedded Task goes where it is used, and a Chart without a namespace anywhere', () => {
    const app = new App();
    const [ci, other, anywhere] = [new Chart(app, 'ci', { namespace: 'ci' }), new Chart(app, 'other', { namespace: 'other' }), new Chart(app, 'anywhere')];
    const pipeline = new Pipeline(ci, 'pipeline');
    for (const [name, task] of Object.entries({ one: new Task(other, 'one', { embedded: true }), two: new Task(anywhere, 'two') })) {
      task.addStep('one', { image: 'busybox' });
      pipeline.addTask(name, task);
    }
    expect(problemsOf(app)).toEqual([]);
  });
});

describe('values that no cluster takes', () => {
  test('fails for quantities that Kubernetes cannot read', () => {
    expect(() => ComputeResources.of({ limits: { memory: '512 MB' } })).toThrow("limits of compute resources have memory '512 MB', expected a quantity such as '512Mi'");
    for (const amount of ['1', '0.5', '250m', '512Mi', '1e3', '2G', '.5']) expect(() => ComputeResources.of({ requests: { cpu: amount } })).not.toThrow();
  });

  test('fails for an agent whose image or env nobody set', () => {
    const chart = chartOf();
    expect(() => ArtifactAgent.image('')).toThrow("an artifact agent has a blank image, expected one such as 'registry.example.com/agent:1.0'");
    expect(() => ArtifactAgent.bundled({ nodeImage: '' })).toThrow('has a blank image');
    ArtifactAgent.bundled({ env: { HTTPS_PROXY: process.env.SURELY_UNSET as string } }).applyTo(chart);
    expect(() => new Task(chart, 'task', { outputs: { app: Artifact.file() } })).toThrow("an artifact agent has env 'HTTPS_PROXY' without a value");
  });
});

describe('pipelines', () => {
  test('fails for a matrix of a text', () => {
    const chart = chartOf();
    const pipeline = new Pipeline(chart, 'pipeline');
    pipeline.addTask('one', Task.fromTaskName(chart, 'task', 'task'), { matrix: { params: { version: '20', arch: ['arm64'] } } });
    expect(problemsOf(chart)).toEqual(["task 'one' of pipeline 'ci/pipeline' sets the param 'version' of the matrix to a string, expected an array"]);
  });

  test('fails for settings of a task that the Pipeline does not have, and for two of one task', () => {
    const chart = chartOf();
    const pipeline = new Pipeline(chart, 'pipeline');
    const build = pipeline.addTask('build', Task.fromTaskName(chart, 'task', 'task'));
    new PipelineRun(chart, 'run', { pipeline, taskRunSpecs: [{ task: build }, { task: 'biuld' }, { task: 'build' }] });
    expect(problemsOf(chart)).toEqual([
      "pipeline run 'ci/run' has two taskRunSpecs for task 'build', put them into one",
      "pipeline run 'ci/run' has taskRunSpecs for 'biuld', which is no task of pipeline 'ci/pipeline', did you mean 'build'?",
    ]);
  });

  test('fails for retries of a task whose failure does not matter', () => {
    const chart = chartOf();
    const pipeline = new Pipeline(chart, 'pipeline');
    pipeline.addTask('one', Task.fromTaskName(chart, 'task', 'task'), { onError: OnError.CONTINUE, retries: 1, timeout: Duration.millis(1500) });
    expect(problemsOf(chart)).toEqual([expect.stringContaining("task 'one' of pipeline 'ci/pipeline' has retries and onError 'continue'")]);
  });

  test('fails for a reference of another Pipeline', () => {
    const chart = chartOf();
    const [one, other] = ['one', 'other'].map((id) => new Pipeline(chart, id, { params: { target: {} } }));
    one.addTask('task', Task.fromTaskName(chart, 'task', 'task'), { params: { x: other.param('target') } });
    other.addTask('task', Task.fromTaskName(chart, 'task-2', 'task'));
    expect(problemsOf(chart)).toEqual([expect.stringContaining("task 'task' of pipeline 'ci/one' uses '$(params.target)', which belongs to 'ci/other'")]);
  });

  test('a task that only names an artifact waits for its producer', () => {
    const chart = chartOf();
    const pipeline = definePipeline(chart, 'pipeline', { inputs: { base: Artifact.file() } });
    const built = pipeline.addTask('build', Task.fromTaskName(chart, 'build', 'build', { outputs: { image: Artifact.file({ subject: true }) } }));
    pipeline.addTask('notify', Task.fromTaskName(chart, 'notify', 'notify'), {
      params: { image: `${built.output('image').uri}@${built.output('image').digest}`, base: pipeline.inputs.base.digest, run: ContextVariable.of('pipelineRun.name') },
    });
    expect(problemsOf(chart)).toEqual([]);
    expect(objectOf(chart, 'Pipeline', 'pipeline').spec.tasks).toContainEqual(expect.objectContaining({
      params: [
        { name: 'image', value: '$(tasks.build.results.image-ARTIFACT_OUTPUTS.uri)@$(tasks.build.results.image-ARTIFACT_OUTPUTS.digest)' },
        { name: 'base', value: '$(params.base.digest)' },
        { name: 'run', value: '$(context.pipelineRun.name)' },
      ],
    }));
  });
});

test('blank and empty defaults of params stay', () => {
  const chart = chartOf();
  new Task(chart, 'task', { params: { text: Param.string({ default: '' }), list: Param.array({ default: [] }) } })
    .addStep('one', { image: 'busybox', computeResources: ComputeResources.of({}) });
  expect(objectOf(chart, 'Task', 'task').spec.params).toEqual([
    { name: 'text', type: 'string', default: '' },
    { name: 'list', type: 'array', default: [] },
  ]);
});
