import { App, Chart } from 'cdk8s';
import type { Duration } from 'cdk8s';
import {
  ArtifactKind, ArtifactRef, ArtifactStorage, Param, ParamType, Pipeline, PipelineRun, Task, defineTask,
} from 'cdk8s-tekton';
import type { ArtifactSource, ITask, OutputSpec, StepProps, TaskOutput } from 'cdk8s-tekton';
import { chartOf, problemsOf } from './support';

/*
 * What plain JavaScript and other languages can write although the TypeScript compiler refuses it. Each mistake is told
 * with its place and its fix, never by a TypeError from the inside.
 */

/** A value as it comes from a program without types. */
function untyped<T>(value: unknown): T {
  return value as T;
}

function taskOf(chart: Chart, id: string, outputs: { [name: string]: OutputSpec } = {}): Task {
  const task = new Task(chart, id, { outputs });
  task.addStep('work', { image: 'busybox', script: 'true' });
  return task;
}

test('fails for an order by names', () => {
  const chart = chartOf();
  const pipeline = new Pipeline(chart, 'pipeline');
  const built = pipeline.addTask('build', taskOf(chart, 'build'));
  const task = taskOf(chart, 'test');
  for (const runAfter of [['build'], 'build', built]) {
    expect(() => pipeline.addTask('test', task, { runAfter: untyped(runAfter) })).toThrow("task 'test' of pipeline 'ci/pipeline' runs after "
      + 'something that is no task of a Pipeline, expected a list of what addTask() returned: runAfter: [added]');
  }
});

describe('tasks', () => {
  test('fails without steps', () => {
    const chart = chartOf();
    new Task(chart, 'build');
    expect(problemsOf(chart)).toEqual(["task 'ci/build' has no steps, call addStep() at least once"]);
  });

  test('fails without steps when it has artifacts', () => {
    const chart = chartOf();
    new Task(chart, 'build', { outputs: { app: { kind: ArtifactKind.FILE } } });
    expect(problemsOf(chart)).toEqual(["task 'ci/build' has no steps, call addStep() at least once"]);
  });

  test('fails for a step that is given nothing', () => {
    expect(() => new Task(chartOf(), 'build').addStep('compile', untyped<StepProps>(undefined)))
      .toThrow("step 'compile' of task 'ci/build' is given nothing, expected an image with a script or command, or a ref");
  });

  test('fails for an env without a value', () => {
    const chart = chartOf();
    new Task(chart, 'build').addStep('compile', { image: 'busybox', script: 'true', env: { TARGET: untyped<string>(undefined) } });
    expect(() => problemsOf(chart)).toThrow("step 'compile' of task 'ci/build' has env 'TARGET' without a value, expected a text or a reference");
  });

  test('fails for an array in an env', () => {
    const chart = chartOf();
    const task = defineTask(chart, 'build', { params: { flags: Param.array() } });
    task.addStep('compile', { image: 'busybox', script: 'true', env: { FLAGS: task.params.flags } });
    expect(problemsOf(chart)).toEqual([
      "task 'ci/build' has '$(params.flags[*])' in steps[0].env[0].value: a whole array or object does not fit into one text, pass it by 'args' or take one element or key",
    ]);
  });

  test.each([[undefined], ['folder']])('fails for an artifact of kind %s', (kind) => {
    const chart = chartOf();
    ArtifactStorage.fromConfigMap().applyTo(chart);
    taskOf(chart, 'build', { app: { kind: untyped<ArtifactKind>(kind) } });
    expect(problemsOf(chart)).toEqual([`task 'ci/build' has artifact 'app' of kind '${kind}', expected ArtifactKind.FILE or ArtifactKind.DIRECTORY`]);
  });

  test('fails for params of an unknown type and defaults of the wrong one', () => {
    const chart = chartOf();
    const params = { count: { type: untyped<ParamType>('int') }, flags: { type: ParamType.ARRAY, default: '-v' } };
    new Task(chart, 'build', { params }).addStep('compile', { image: 'busybox', script: 'true' });
    expect(problemsOf(chart)).toEqual([
      "task 'ci/build' has param 'count' of type 'int', expected one of string, array, object",
      "task 'ci/build' sets the default of param 'flags' to a string, expected an array",
    ]);
  });

  test('the default of an object param may leave keys to the run', () => {
    const chart = chartOf();
    const env = { type: ParamType.OBJECT, properties: { os: {}, arch: {} }, default: { os: 'linux' } };
    new Task(chart, 'build', { params: { env } }).addStep('compile', { image: 'busybox', script: 'true' });
    expect(problemsOf(chart)).toEqual([]);
  });
});

describe('names of objects', () => {
  test('fails for two Tasks of one name', () => {
    const chart = chartOf();
    new Task(chart, 'build');
    expect(() => new Task(chart, 'compile', { metadata: { name: 'build' } }))
      .toThrow("'ci/build' and 'ci/compile' would both be the Task 'build' of one namespace: use another id or set metadata: { name: '...' }");
  });

  test('charts of different namespaces or of none, which are applied apart, an object that names its own, and another App may repeat a name', () => {
    const app = new App();
    expect(() => {
      for (const [index, namespace] of [undefined, undefined, 'web', 'api'].entries()) new Task(new Chart(app, `chart-${index}`, { namespace }), 'lint');
      new Task(new Chart(app, 'own'), 'lint', { metadata: { namespace: 'own' } });
      new Task(new Chart(new App(), 'ci'), 'lint');
    }).not.toThrow();
  });

  test('objects of different kinds or namespaces may have one name', () => {
    const chart = chartOf();
    taskOf(chart, 'build');
    expect(() => {
      new Pipeline(chart, 'pipeline', { metadata: { name: 'build' } });
      new Task(chart, 'other', { metadata: { name: 'build', namespace: 'other' } });
    }).not.toThrow();
  });
});

describe('storage', () => {
  test('fails for a misspelt annotation', () => {
    expect(() => new Pipeline(chartOf(), 'pipeline', { metadata: { annotations: { 'tekton.dev/artifact-storage-oci-repositry': 'registry.example.com/a' } } }))
      .toThrow("pipeline 'ci/pipeline' has the unknown annotation 'tekton.dev/artifact-storage-oci-repositry', did you mean 'tekton.dev/artifact-storage-oci-repository'?");
  });

  test('fails for an annotation that a run would refuse', () => {
    expect(() => new Pipeline(chartOf(), 'pipeline', { metadata: { annotations: { 'tekton.dev/artifact-storage-oci-repository': 'https://registry.example.com/a' } } }))
      .toThrow("pipeline 'ci/pipeline' has oci.repository 'https://registry.example.com/a': expected '<registry>/<repository>'");
  });

  test('fails without a repository', () => {
    expect(() => ArtifactStorage.oci({ repository: untyped<string>(undefined) }))
      .toThrow("artifact storage is incomplete: backend 'oci' needs the key 'oci.repository'");
  });
});

describe('pipelines', () => {
  test('fails for a task that is no Task', () => {
    expect(() => new Pipeline(chartOf(), 'pipeline').addTask('build', untyped<ITask>(undefined)))
      .toThrow("task 'build' of pipeline 'ci/pipeline' is not given a Task but 'undefined', call addTask(name, task, options)");
  });

  test.each([
    ['a text', 'oci:registry.example.com/a'],
    ['an output as the steps of its Task see it', taskOf(chartOf(), 'build', { app: { kind: ArtifactKind.FILE } }).output('app') satisfies TaskOutput],
  ])('fails for an input that is bound to %s', (_what, source) => {
    const chart = chartOf();
    const task = new Task(chart, 'scan', { inputs: { app: { kind: ArtifactKind.FILE } } });
    expect(() => new Pipeline(chart, 'pipeline').addTask('scan', task, { inputs: { app: untyped<ArtifactSource>(source) } }))
      .toThrow("task 'scan' of pipeline 'ci/pipeline' binds input 'app' to something that is no artifact of a Pipeline, expected an output of one of its tasks");
  });

  test('an input that is bound to undefined is left out', () => {
    const chart = chartOf();
    const task = new Task(chart, 'scan', { inputs: { app: { kind: ArtifactKind.FILE } } });
    task.addStep('scan', { image: 'busybox', script: 'true' });
    new Pipeline(chart, 'pipeline').addTask('scan', task, { inputs: { app: untyped<ArtifactSource>(undefined) } });
    expect(problemsOf(chart)).toEqual(["task 'scan' of pipeline 'ci/pipeline' leaves the required input 'app' of task 'ci/scan' unbound, pass inputs: { app: ... }"]);
  });

  test('fails for an output and a result of nothing', () => {
    const pipeline = new Pipeline(chartOf(), 'pipeline');
    expect(() => pipeline.addOutput('app', untyped<ArtifactSource>(undefined)))
      .toThrow("pipeline 'ci/pipeline' has output 'app' from something that is no artifact of a Pipeline, expected an output of one of its tasks");
    expect(() => pipeline.addResult('commit', undefined)).toThrow("pipeline 'ci/pipeline' has result 'commit' without a value, expected a text");
  });

  test('fails for a timeout that is no duration', () => {
    const chart = chartOf();
    new Pipeline(chart, 'pipeline').addTask('build', taskOf(chart, 'build'), { timeout: untyped<Duration>(60) });
    expect(() => problemsOf(chart)).toThrow("expected a duration such as Duration.minutes(5), not '60'");
  });
});

describe('runs', () => {
  test('fails for a misspelt status', () => {
    const chart = chartOf();
    const pipeline = new Pipeline(chart, 'pipeline');
    pipeline.addTask('build', taskOf(chart, 'build'));
    new PipelineRun(chart, 'run', { pipeline, status: 'Canceled' });
    expect(problemsOf(chart)).toEqual(["pipeline run 'ci/run' has the unknown status 'Canceled', did you mean 'Cancelled'?"]);
  });

  test('fails for an input that is a text', () => {
    const chart = chartOf();
    const pipeline = Pipeline.fromPipelineName(chart, 'pipeline', 'build', { inputs: { source: { kind: ArtifactKind.DIRECTORY } } });
    new PipelineRun(chart, 'run', { pipeline, inputs: { source: untyped<ArtifactRef>('oci:registry.example.com/a') } });
    expect(problemsOf(chart)).toEqual([
      "pipeline run 'ci/run' sets the input 'source' of build to what is no reference, pass ArtifactRef.parse('...') or ArtifactRef.of(uri, digest)",
    ]);
  });
});
