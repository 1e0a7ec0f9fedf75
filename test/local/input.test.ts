import { loadDocuments, readDocuments } from '../../src/local/documents';
import { engineArguments } from '../../src/local/engine-launcher';
import { RunInputError } from '../../src/local/errors';
import { runPipeline, type RunOptions } from '../../src/local/run';
import { output, pipeline, runYaml, task } from './run-yaml';

const STEP = 'steps: [ { name: s, image: x, script: "true" } ]';

const PIPELINE_RUN = 'apiVersion: tekton.dev/v1\nkind: PipelineRun\nmetadata: { name: r, namespace: second }\nspec: { pipelineRef: { name: p } }\n';

async function refused(yaml: string, options: RunOptions = {}): Promise<string> {
  let message = 'it ran';
  try {
    await runPipeline(readDocuments([{ file: 'f.yaml', text: yaml }]), options);
  } catch (error) {
    if (!(error instanceof RunInputError)) throw error;
    message = error.message;
  }
  return message;
}

describe('input that cannot be run', () => {
  const one = pipeline(`params: [ { name: a }, { name: o, type: object, default: { k: v } } ]\ntasks: [ { name: t, taskSpec: { ${STEP} } } ]`);

  test.each<[string, string, RunOptions, string]>([
    ['an unknown Pipeline', one, { pipeline: 'deploy' }, "there is no Pipeline 'deploy', expected one of p"],
    ['a Pipeline where there is none', task(STEP), { pipeline: 'p' }, "there is no Pipeline 'p', the input has no Pipeline at all"],
    ['a missing param', one, {}, "f.yaml:1: Pipeline 'p' has no value for param 'a', give it with --param a=<value>"],
    ['an undeclared param', one, { params: { a: '1', revision: '2' } }, "f.yaml:1: Pipeline 'p' has no param 'revision', expected one of a, o"],
    ['text for an object', one, { params: { a: '1', o: 'x' } }, "param 'o' is an object, expected JSON"],
    ['an undeclared workspace', one, { params: { a: '1' }, workspaces: { w: '.' } }, "has no workspace 'w', none is declared"],
    ['a workspace that is not there', one, { workspaces: { w: '/no/such' } }, "workspace 'w': '/no/such' is not there, expected a directory"],
    ['a workspace that is a file', one, { workspaces: { w: __filename } }, 'is not a directory, expected a directory'],
    ['an input that is not there', one, { params: { a: '1' }, inputs: { o: '/no/such' } }, "input 'o': '/no/such' is not there"],
    ['a wrong timeout', one, { params: { a: '1' }, timeout: 'soon' }, "timeouts.pipeline is 'soon', expected a duration such as '90s'"],
    ['a wrong timeout of a task', pipeline(`tasks: [ { name: t, timeout: soon, taskSpec: { ${STEP} } } ]`), {}, "task 't' timeout is 'soon', expected a duration"],
    ['a wrong timeout of a step', task('steps: [ { name: s, image: x, timeout: soon, script: "true" } ]'), {}, "step 's' timeout is 'soon', expected a duration"],
    ['an element that an array does not have', pipeline(`params: [ { name: l, type: array, default: [ x ] } ]\ntasks: [ { name: t, params: [ { name: p, value: "$(params.l[1])" } ], taskSpec: { params: [ { name: p } ], ${STEP} } } ]`), {}, "f.yaml:1: Pipeline 'p': non-existent param references:[$(params.l[1])]"],
    ['two Pipelines without a name', `${one}\n---\n${one.replace('name: p', 'name: q')}`, {}, 'the input has 2 Pipelines, name one of them: p, q'],
    ['nothing to run', 'a: b', {}, 'the input has no Pipeline, Task, PipelineRun or TaskRun'],
    ['YAML with a mistake', 'a: b\nc: [ {{ x }}\n', {}, 'f.yaml:3: not valid YAML'],
    ['a Task without steps', task('steps: []'), {}, "f.yaml:1: Task 't': steps: expected at least one step"],
    ['a resolver', pipeline('tasks: [ { name: a, taskRef: { resolver: git } } ]'), {}, "task 'a' uses the resolver 'git', which needs a cluster"],
    ['a custom task', pipeline('tasks: [ { name: a, taskRef: { apiVersion: x.dev/v1, kind: X, name: x } } ]'), {}, "is a custom task of 'x.dev/v1'"],
    ['CEL', pipeline(`tasks: [ { name: a, when: [ { cel: "1 == 1" } ], taskSpec: { ${STEP} } } ]`), {}, "has the CEL expression '1 == 1'"],
    ['a Task that is not there', pipeline('tasks: [ { name: a, taskRef: { name: zz } } ]'), {}, "refers to Task 'zz', which is not in the input: add its YAML"],
    ['a Task of another namespace', pipeline('tasks: [ { name: a, taskRef: { name: t } } ]', task(STEP).replace('name: t', 'name: t, namespace: other')), {}, "refers to Task 't', which is in namespace 'other' and the run in 'default': give both the same"],
    ['a Pipeline that is not there', PIPELINE_RUN.replace('name: p }', 'name: zz }'), {}, "PipelineRun 'r' pipelineRef refers to Pipeline 'zz', which is not in the input: add its YAML"],
    ['a StepAction that is not there', task('steps: [ { name: s, ref: { name: zz } } ]'), {}, "refers to StepAction 'zz'"],
    ['a volume of a cluster', task(`volumes: [ { name: v, nfs: {} } ]\n${STEP}`), {}, "volume 'v' is of kind 'nfs', which needs a cluster"],
    ['a cycle', pipeline(`tasks: [ { name: a, runAfter: [ b ], taskSpec: { ${STEP} } }, { name: b, runAfter: [ a ], taskSpec: { ${STEP} } } ]`), {}, 'tasks wait for each other: a -> b -> a'],
    ['an unknown dependency', pipeline(`tasks: [ { name: a, runAfter: [ build ], taskSpec: { ${STEP} } } ]`), {}, "task 'a' depends on 'build', expected one of a"],
    ['a task twice', pipeline(`tasks: [ { name: a, taskSpec: { ${STEP} } }, { name: a, taskSpec: { ${STEP} } } ]`), {}, "task 'a' is there twice"],
    ['a task without a param', pipeline(`tasks: [ { name: a, taskSpec: { params: [ { name: x } ], ${STEP} } } ]`), {}, 'missing values for these params which have no default values: [x]'],
    ['a task without a workspace', pipeline(`tasks: [ { name: a, workspaces: [ { name: w } ], taskSpec: { workspaces: [ { name: w } ], ${STEP} } } ]`), {}, "task 'a' needs workspace 'w'"],
  ])('fails on %s', async (_name, yaml, options, message) => {
    expect(await refused(yaml, options)).toContain(message);
  });

  test('fails on a path that is not there', async () => {
    await expect(loadDocuments(['/no/such'])).rejects.toThrow("'/no/such' is not there, expected a YAML file or a directory of them");
  });
});

describe('params', () => {
  test.each(['script: "echo $(params.l[2])"', 'command: [ echo, "$(params[\'l\'][2])" ]', 'script: "true", env: [ { name: A, value: "$(params.l[2])" } ]'])('fails on an element that the given array does not have: %s', async (fields) => {
    const yaml = task(`params: [ { name: l, type: array, default: [ a, b, c ] } ]\nsteps: [ { name: s, image: x, ${fields} } ]`);
    expect((await runYaml(yaml)).report.succeeded).toBe(true);
    const { report } = await runYaml(yaml, { params: { l: ['a', 'b'] } });
    expect(report).toMatchObject({ succeeded: false, reason: 'TaskRunValidationFailed' });
    expect(report.message).toMatch(/^non-existent param references:\[\$\(params.*\[2\]\)\]$/);
  });

  test('text from a command line is read as the type of the param', async () => {
    const run = await runYaml(task(`
params: [ { name: l, type: array }, { name: m, type: array }, { name: o, type: object, properties: { k: {} } } ]
steps: [ { name: s, image: x, args: [ "$(params.l[*])", "$(params.m[*])", $(params.o.k) ], script: 'echo "$@"' } ]
`), { params: { l: 'a,b', m: '["c d"]', o: '{"k":"v"}' } });
    expect(output(run, 't')).toEqual(['a b c d v']);
  });

  test('fails when a value holds a variable that the Task does not have', async () => {
    const run = await runYaml(task('params: [ { name: a } ]\nsteps: [ { name: s, image: x, env: [ { name: A, value: $(params.a) } ], script: "true" } ]'), { params: { a: '$(params.zzz)' } });
    expect(run.report).toMatchObject({ succeeded: false, reason: 'TaskRunValidationFailed' });
  });
});

test('a container engine gets real mounts, env, entrypoint and script', () => {
  const launch = {
    name: 'r-s',
    image: 'node:20',
    command: ['a b'],
    script: 'x',
    env: new Map([['K', 'v=1']]),
    workingDir: 'sub',
    directory: '/h',
    stdoutFile: undefined,
    stderrFile: undefined,
    timeout: undefined,
    grace: 1,
    signal: new AbortController().signal,
    onLine: () => undefined,
    mounts: [{ path: '/in', place: '/h/v', readOnly: true }, { path: '/workspace', place: '/h/w', readOnly: false }],
  };
  expect(engineArguments(launch, 'n', '/h/script', ['/store'])).toEqual([
    'run', '--rm', '--name', 'n', '--volume', '/h/v:/in:ro', '--volume', '/h/w:/workspace', '--volume', '/store:/store', '--volume', '/h/script:/tekton/scripts/script:ro',
    '--env', 'K=v=1', '--workdir', '/workspace/sub', '--entrypoint', '/tekton/scripts/script', 'node:20', 'a b',
  ]);
  expect(engineArguments({ ...launch, script: undefined, command: [], mounts: [], env: new Map(), workingDir: undefined }, 'n', undefined, [])).toEqual(['run', '--rm', '--name', 'n', 'node:20']);
});

test('of objects with one name, a run reaches those of its own namespace', async () => {
  const objects = (namespace: string): string => {
    const action = `apiVersion: tekton.dev/v1beta1\nkind: StepAction\nmetadata: { name: s }\nspec: { image: x, command: [ echo, ${namespace} ] }\n`;
    const all = pipeline('tasks: [ { name: t, taskRef: { name: t } } ]', task(`steps: [ { name: own, image: x, script: "echo ${namespace}" }, { name: s, ref: { name: s } } ]`, action));
    return all.replace(/metadata: \{/g, `metadata: { namespace: ${namespace},`);
  };
  expect(output(await runYaml([objects('first'), objects('second'), PIPELINE_RUN].join('---\n')), 't')).toEqual(['second', 'second']);
});
