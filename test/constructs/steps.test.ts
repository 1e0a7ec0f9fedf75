import { Artifact, ArtifactRef, Pipeline, PipelineRun, Step, StepAction, Task } from 'cdk8s-tekton';
import { chartOf, objectOf, problemsOf } from './support';

describe('a result of a step', () => {
  test('has a path that the step itself can be written with, whatever its name is', () => {
    const chart = chartOf();
    const task = new Task(chart, 'task');
    const script = `echo 1 > ${Step.resultPath('plain')}; echo 2 > ${Step.resultPath('with.dot')}`;
    task.addStep('one', { image: 'busybox', results: { 'plain': {}, 'with.dot': {} }, script });
    expect(script).toBe('echo 1 > $(step.results.plain.path); echo 2 > $(step.results["with.dot"].path)');
    expect(problemsOf(chart)).toEqual([]);
  });

  test('fails when nobody declares it', () => {
    const chart = chartOf();
    const action = new StepAction(chart, 'action', { image: 'busybox', results: { digest: {} }, script: `date > ${Step.resultPath('digest')}` });
    const step = new Task(chart, 'task').addStep('one', { ref: action });
    expect(step.result('digest').toString()).toBe('$(steps.one.results.digest)');
    expect(() => step.result('digets')).toThrow("step 'one' of task 'ci/task' declares no result 'digets', did you mean 'digest'?");
    expect(() => step.result('constructor')).toThrow("declares no result 'constructor'");
  });
});

test('fails rather than leave the agent out for a construct of its name', () => {
  const chart = chartOf();
  expect(() => new Task(chart, 'artifact-agent', { outputs: { app: Artifact.file() } })).toThrow("There is already a Construct with name 'artifact-agent'");
});

test('a run gives several artifacts to a list input of its Pipeline', () => {
  const chart = chartOf();
  const merge = new Task(chart, 'merge', { inputs: { reports: Artifact.files() } });
  merge.addStep('merge', { image: 'busybox', args: [merge.input('reports').path] });
  const pipeline = new Pipeline(chart, 'pipeline', { inputs: { reports: Artifact.files() } });
  pipeline.addTask('merge', merge, { inputs: { reports: pipeline.input('reports') } });
  const [one, two] = ['1', '2'].map((digit) => ArtifactRef.of('registry.example.com/ci/reports', `sha256:${digit.repeat(64)}`));
  new PipelineRun(chart, 'run', { pipeline, inputs: { reports: [one, two] } });
  expect(problemsOf(chart)).toEqual([]);
  expect(objectOf(chart, 'PipelineRun', 'run').spec.params).toEqual([{ name: 'reports', value: [one.toString(), two.toString()] }]);
});
