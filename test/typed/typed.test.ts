import type { Chart } from 'cdk8s';
import { Artifact, ArtifactStorage, declareTask, definePipeline, defineTask, Param, Pipeline, ReferenceCodec, Resolver, Result, Task } from 'cdk8s-tekton';
import { chartOf, objectOf, problemsOf } from '../constructs/support';

/*
 * Each `@ts-expect-error` is a test of its own: `tsc -p test` fails where the compiler does not refuse the line. The
 * same line is run here too, since other languages learn of the mistake only then.
 */

function buildTask(chart: Chart) {
  const task = defineTask(chart, 'build', {
    params: { target: Param.string(), flags: Param.array({ default: [] }), env: Param.object({ properties: { os: {} }, default: { os: 'linux' } }) },
    inputs: { source: Artifact.directory(), cache: Artifact.directory({ optional: true }) },
    outputs: { app: Artifact.directory(), sbom: Artifact.file() },
    results: { commit: Result.string(), files: Result.array() },
    workspaces: { tools: { optional: true } },
  });
  task.addStep('build', { image: 'node:22', args: [task.params.target, task.params.flags], workingDir: task.inputs.source.path });
  return task;
}

function scanTask(chart: Chart) {
  const task = defineTask(chart, 'scan', { inputs: { sbom: Artifact.file(), others: Artifact.files({ optional: true }) } });
  task.addStep('scan', { image: 'scanner:1', args: [task.inputs.sbom.path, task.inputs.others.path] });
  return task;
}

function pipelineOf(chart: Chart) {
  ArtifactStorage.fromConfigMap().applyTo(chart);
  return definePipeline(chart, 'pipeline', {
    params: { target: Param.string() },
    inputs: { source: Artifact.directory(), list: Artifact.file() },
    workspaces: { tools: {} },
  });
}

describe('names that are not declared', () => {
  test('fails for a misspelt input of a task', () => {
    // @ts-expect-error
    expect(() => buildTask(chartOf()).inputs.sauce.path).toThrow(TypeError);
    expect(() => new Task(chartOf(), 'build', { inputs: { source: Artifact.directory() } }).input('sorce'))
      .toThrow("task 'ci/build' declares no input 'sorce', did you mean 'source'?");
  });

  test('fails for a misspelt output of a task', () => {
    // @ts-expect-error
    expect(() => buildTask(chartOf()).outputs.sbmo.path).toThrow(TypeError);
    expect(() => buildTask(chartOf()).output('sbmo')).toThrow("task 'ci/build' declares no output 'sbmo', did you mean 'sbom'?");
  });

  test('fails for a misspelt param of a task', () => {
    // @ts-expect-error
    expect(buildTask(chartOf()).params.tarket).toBeUndefined();
    expect(() => buildTask(chartOf()).param('tarket')).toThrow("task 'ci/build' declares no param 'tarket', did you mean 'target'?");
  });

  test('fails for a misspelt result of a task', () => {
    // @ts-expect-error
    expect(() => buildTask(chartOf()).results.comit.path).toThrow(TypeError);
    expect(() => buildTask(chartOf()).result('comit')).toThrow("task 'ci/build' declares no result 'comit', did you mean 'commit'?");
  });

  test('fails for a misspelt workspace of a task', () => {
    // @ts-expect-error
    expect(() => buildTask(chartOf()).workspaces.tool.path).toThrow(TypeError);
    expect(() => buildTask(chartOf()).workspace('tool')).toThrow("task 'ci/build' declares no workspace 'tool', did you mean 'tools'?");
  });

  test('fails for misspelt params, inputs and workspaces of a pipeline', () => {
    const pipeline = pipelineOf(chartOf());
    // @ts-expect-error
    expect(pipeline.params.tarket).toBeUndefined();
    // @ts-expect-error
    expect(pipeline.inputs.sauce).toBeUndefined();
    // @ts-expect-error
    expect(pipeline.workspaces.tool).toBeUndefined();
    expect(() => pipeline.param('tarket')).toThrow("pipeline 'ci/pipeline' declares no param 'tarket', did you mean 'target'?");
    expect(() => pipeline.input('sorce')).toThrow("pipeline 'ci/pipeline' declares no input 'sorce', did you mean 'source'?");
    expect(() => pipeline.workspace('tool')).toThrow("pipeline 'ci/pipeline' declares no workspace 'tool', did you mean 'tools'?");
  });
});

describe('tasks of a pipeline', () => {
  test('fails for a required input that nobody binds', () => {
    const chart = chartOf();
    // @ts-expect-error
    pipelineOf(chart).addTask('build', buildTask(chart), { params: { target: 'all' } });
    expect(problemsOf(chart)).toContain(
      "task 'build' of pipeline 'ci/pipeline' leaves the required input 'source' of task 'ci/build' unbound, pass inputs: { source: ... }");
  });

  test('fails for a required param that nobody sets', () => {
    const chart = chartOf();
    const pipeline = pipelineOf(chart);
    // @ts-expect-error
    pipeline.addTask('build', buildTask(chart), { inputs: { source: pipeline.inputs.source } });
    expect(problemsOf(chart)).toContain(
      "task 'build' of pipeline 'ci/pipeline' leaves the required param 'target' of task 'ci/build' unset, pass params: { target: ... }");
  });

  test('fails for no options at all where some are required', () => {
    const chart = chartOf();
    // @ts-expect-error
    pipelineOf(chart).addTask('build', buildTask(chart));
    expect(problemsOf(chart)).toHaveLength(2);
  });

  test('fails for a file that is bound where a directory is expected', () => {
    const chart = chartOf();
    const pipeline = pipelineOf(chart);
    // @ts-expect-error
    pipeline.addTask('build', buildTask(chart), { params: { target: 'all' }, inputs: { source: pipeline.inputs.list } });
    expect(problemsOf(chart)).toEqual([
      "task 'build' of pipeline 'ci/pipeline' binds input 'source' to Pipeline input 'list': it is a file and the input is declared as a directory, "
      + 'declare both alike',
    ]);
  });

  test('fails for an input, a param and a workspace that the task does not have', () => {
    const chart = chartOf();
    const pipeline = pipelineOf(chart);
    const { source } = pipeline.inputs;
    const build = buildTask(chart);
    // @ts-expect-error
    pipeline.addTask('one', build, { params: { target: 'all' }, inputs: { source, cach: source } });
    // @ts-expect-error
    pipeline.addTask('two', build, { params: { target: 'all', flag: ['x'] }, inputs: { source } });
    // @ts-expect-error
    pipeline.addTask('three', build, { params: { target: 'all' }, inputs: { source }, workspaces: { tool: pipeline.workspaces.tools } });
    expect(problemsOf(chart)).toEqual(expect.arrayContaining([
      expect.stringContaining("binds the unknown input 'cach' of task 'ci/build', did you mean 'cache'?"),
      expect.stringContaining("sets the unknown param 'flag' of task 'ci/build', did you mean 'flags'?"),
      expect.stringContaining("binds the unknown workspace 'tool' of task 'ci/build', did you mean 'tools'?"),
    ]));
  });

  test('fails for a param of the wrong type', () => {
    const chart = chartOf();
    const pipeline = pipelineOf(chart);
    // @ts-expect-error
    pipeline.addTask('build', buildTask(chart), { params: { target: ['all'] }, inputs: { source: pipeline.inputs.source } });
    expect(problemsOf(chart)).toEqual([
      "task 'build' of pipeline 'ci/pipeline' sets the param 'target' of task 'ci/build' to an array, expected a string",
    ]);
  });

  test('fails for a result and an output that the task does not have', () => {
    const chart = chartOf();
    const pipeline = pipelineOf(chart);
    const built = pipeline.addTask('build', buildTask(chart), { params: { target: 'all' }, inputs: { source: pipeline.inputs.source } });
    // @ts-expect-error
    expect(built.results.comit).toBeUndefined();
    // @ts-expect-error
    expect(built.outputs.sbmo).toBeUndefined();
    expect(() => built.result('comit')).toThrow("task 'ci/build' declares no result 'comit', did you mean 'commit'?");
    expect(() => built.output('sbmo')).toThrow("task 'ci/build' declares no output 'sbmo', did you mean 'sbom'?");
  });

  test('fails for an option that does not exist', () => {
    const chart = chartOf();
    // @ts-expect-error
    pipelineOf(chart).addTask('scan', declareTask(chart, 'scan', 'scan', {}), { retry: 3 });
    // Nothing can tell at synth: the compiler of every language refuses it.
    expect(objectOf(chart, 'Pipeline', 'pipeline').spec.tasks).toEqual([{ name: 'scan', taskRef: { name: 'scan' } }]);
  });
});

describe('declarations', () => {
  test('fails for a misspelt key beside a correct one', () => {
    // @ts-expect-error
    Param.string({ description: 'what to build', defualt: 'all' });
    // @ts-expect-error
    Result.string({ description: 'its commit', maxbytes: 40 });
    // @ts-expect-error
    Artifact.file({ description: 'what is in it', mediatype: 'application/spdx+json' });
    // @ts-expect-error
    Artifact.directories({ description: 'all of them', optonal: true });
    // @ts-expect-error
    defineTask(chartOf(), 'build', { outputs: {}, reslts: {} });
    // @ts-expect-error
    definePipeline(chartOf(), 'build', { inputs: {}, parms: {} });
    // @ts-expect-error
    declareTask(chartOf(), 'build', 'build', { inputs: {}, outptus: {} });
  });

  test('a Task and a Pipeline may declare nothing', () => {
    const chart = chartOf();
    const task = defineTask(chart, 'build');
    task.addStep('build', { image: 'node:22', script: 'true' });
    definePipeline(chart, 'pipeline').addTask('build', task);
    expect(problemsOf(chart)).toEqual([]);
  });
});

describe('what the compiler accepts', () => {
  test('defaults make params optional, optional inputs may be left out, a list takes one or many', () => {
    const chart = chartOf();
    const pipeline = pipelineOf(chart);
    const [build, scan] = [buildTask(chart), scanTask(chart)];
    const built = pipeline.addTask('build', build, { params: { target: 'all' }, inputs: { source: pipeline.inputs.source } });
    pipeline.addTask('scan', scan, { inputs: { sbom: built.outputs.sbom } });
    pipeline.addTask('scan-one', scan, { inputs: { sbom: built.outputs.sbom, others: built.outputs.sbom } });
    pipeline.addTask('scan-many', scan, { inputs: { sbom: built.outputs.sbom, others: [built.outputs.sbom, pipeline.inputs.list] } });
    expect(problemsOf(chart)).toEqual([]);
  });

  test('references and plain values are params of every type', () => {
    const chart = chartOf();
    const pipeline = pipelineOf(chart);
    const { source } = pipeline.inputs;
    const first = pipeline.addTask('first', buildTask(chart), { params: { target: 'all', flags: ['-v'], env: { os: 'windows' } }, inputs: { source } });
    pipeline.addTask('second', Task.fromTaskName(chart, 'any', 'any'), { params: { files: first.results.files, anything: [first.results.commit] } });
    expect(problemsOf(chart)).toEqual([]);
    expect(objectOf(chart, 'Pipeline', 'pipeline').spec.tasks).toMatchObject([{ name: 'first' }, {
      params: [{ name: 'files', value: '$(tasks.first.results.files[*])' }, { name: 'anything', value: ['$(tasks.first.results.commit)'] }],
    }]);
  });

  test('what a matrix sets need not be set again', () => {
    const chart = chartOf();
    const pipeline = pipelineOf(chart);
    const test = defineTask(chart, 'test', { params: { browser: Param.string() }, inputs: { fixture: Artifact.file({ codec: ReferenceCodec.STRING }) } });
    test.addStep('test', { image: 'browser:1', args: [test.params.browser, test.inputs.fixture.path] });
    pipeline.addTask('test', test, { matrix: { params: { browser: ['a', 'b'] }, inputs: { fixture: [pipeline.inputs.list] } } });
    expect(problemsOf(chart)).toEqual([]);
  });

  test('what classes make binds to typed Tasks, and the other way round; synth checks the kind', () => {
    const chart = chartOf();
    const pipeline = pipelineOf(chart);
    const checkout = new Task(chart, 'checkout', { outputs: { source: Artifact.directory(), log: Artifact.file() } });
    checkout.addStep('clone', { image: 'git:1', args: [checkout.output('source').path, checkout.output('log').path] });
    const addCheckout = (to: Pick<Pipeline, 'addTask'>) => to.addTask('checkout', checkout);
    const source = addCheckout(pipeline);
    addCheckout(new Pipeline(chart, 'other'));
    const built = pipeline.addTask('build', buildTask(chart), { params: { target: 'x' }, inputs: { source: source.output('source') } });
    const scan = new Task(chart, 'scan-class', { inputs: { app: Artifact.directory() } });
    scan.addStep('scan', { image: 'scanner:1', args: [scan.input('app').path] });
    pipeline.addTask('scan', scan, { inputs: { app: built.outputs.app } });
    expect(problemsOf(chart)).toEqual([]);
    pipeline.addTask('scan-log', scanTask(chart), { inputs: { sbom: source.output('source') } });
    expect(problemsOf(chart)).toEqual([expect.stringContaining("'sbom'")]);
  });

  test('Tasks that are made elsewhere bind by declared names', () => {
    const chart = chartOf();
    const pipeline = pipelineOf(chart);
    const clone = declareTask(chart, 'clone', Resolver.http('https://example.com/clone.yaml'), {
      params: { url: Param.string() }, outputs: { source: Artifact.directory() }, results: { commit: Result.string() },
    });
    const cloned = pipeline.addTask('clone', clone, { params: { url: 'https://example.com/r.git' } });
    pipeline.addTask('build', buildTask(chart), { params: { target: cloned.results.commit }, inputs: { source: cloned.outputs.source } });
    // @ts-expect-error
    expect(cloned.outputs.sauce).toBeUndefined();
    expect(problemsOf(chart)).toEqual([]);
  });
});
