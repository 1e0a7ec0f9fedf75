import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { output, pipeline, runYaml, task, taskOf, taskRunOf, withDirectory } from './run-yaml';

const SLEEP = 'steps: [ { name: s, image: x, script: "sleep 30" } ]';

describe('timeouts', () => {
  test('fails a task with its own, SIGTERM first, finally runs', async () => {
    const run = await runYaml(pipeline(`
tasks: [ { name: slow, timeout: 300ms, taskSpec: { results: [ { name: r } ], steps: [ { name: s, image: x, script: "printf x > $(results.r.path); trap 'echo bye; exit 1' TERM; sleep 30 & wait" } ] } } ]
finally: [ { name: last, taskSpec: { steps: [ { name: s, image: x, script: "true" } ] } } ]
`));
    expect(taskRunOf(run, 'slow')).toMatchObject({ reason: 'TaskRunTimeout', message: 'TaskRun "p-local-slow" failed to finish within "300ms"', results: [] });
    expect(output(run, 'slow')).toEqual(['bye']);
    expect(taskOf(run, 'last').state).toBe('Succeeded');
    expect(run.report).toMatchObject({ succeeded: false, reason: 'Failed' });
  });

  test('fails the run with that of the pipeline, and finally does not run', async () => {
    const run = await runYaml(pipeline(`
tasks: [ { name: slow, taskSpec: { ${SLEEP} } } ]
finally: [ { name: last, taskSpec: { steps: [ { name: s, image: x, script: "true" } ] } } ]
`), { timeout: '300ms' });
    expect(run.report).toMatchObject({ succeeded: false, reason: 'PipelineRunTimeout', message: 'PipelineRun "p-local" failed to finish within "300ms"' });
    expect(taskRunOf(run, 'slow').reason).toBe('TaskRunCancelled');
    expect(taskOf(run, 'last').skipReason).toBe('PipelineRun timeout has been reached');
  });

  test('fails the run with that of the tasks, and finally runs', async () => {
    const run = await runYaml(`
apiVersion: tekton.dev/v1
kind: PipelineRun
metadata: { name: r }
spec:
  timeouts: { pipeline: 10s, tasks: 300ms }
  pipelineSpec:
    tasks: [ { name: slow, taskSpec: { ${SLEEP} } }, { name: next, runAfter: [ slow ], taskSpec: { ${SLEEP} } } ]
    finally: [ { name: last, taskSpec: { steps: [ { name: s, image: x, script: "echo ran" } ] } } ]
`);
    expect(run.report).toMatchObject({ succeeded: false, reason: 'PipelineRunTimeout' });
    expect(output(run, 'last')).toEqual(['ran']);
    expect(taskOf(run, 'next').state).toBe('Skipped');
  });

  test('fails a finally task with that of finally', async () => {
    const run = await runYaml(`
apiVersion: tekton.dev/v1
kind: PipelineRun
metadata: { name: r }
spec:
  timeouts: { pipeline: 10s, finally: 300ms }
  pipelineSpec:
    tasks: [ { name: quick, taskSpec: { steps: [ { name: s, image: x, script: "true" } ] } } ]
    finally: [ { name: slow, taskSpec: { ${SLEEP} } } ]
`);
    expect(run.report).toMatchObject({ succeeded: false, reason: 'Failed' });
  });
});

test('a year is no time that passes at once', async () => {
  const { report } = await runYaml(`
apiVersion: tekton.dev/v1
kind: PipelineRun
metadata: { name: r }
spec:
  timeouts: { pipeline: 8760h, tasks: 8000h }
  pipelineSpec:
    tasks: [ { name: t, timeout: 1000h, taskSpec: { steps: [ { name: s, image: x, timeout: 1000h, script: "sleep 0.2" } ] } } ]
    finally: [ { name: last, taskSpec: { steps: [ { name: s, image: x, script: "sleep 0.2" } ] } } ]
`);
  expect(report).toMatchObject({ succeeded: true, reason: 'Succeeded' });
});

describe('cancelling', () => {
  test('ends the steps, those that ignore SIGTERM after the grace period, and starts nothing else', async () => {
    const stop = new AbortController();
    const run = await runYaml(pipeline(`
tasks: [ { name: slow, retries: 3, taskSpec: { steps: [ { name: s, image: x, script: "trap '' TERM; echo up; while true; do sleep 0.1; done" } ] } }, { name: next, runAfter: [ slow ], taskSpec: { ${SLEEP} } } ]
finally: [ { name: last, taskSpec: { ${SLEEP} } } ]
`), { signal: stop.signal, onEvent: (event) => { if (event.type === 'output') stop.abort(); } });
    expect(run.report).toMatchObject({ succeeded: false, reason: 'Cancelled', message: 'PipelineRun "p-local" was cancelled' });
    expect(taskRunOf(run, 'slow')).toMatchObject({ reason: 'TaskRunCancelled', retries: [] });
    expect(taskOf(run, 'last').state).toBe('Skipped');
    expect(run.report.milliseconds).toBeLessThan(5000);
  });

  test('before the start runs nothing', async () => {
    const run = await runYaml(task(SLEEP), { signal: AbortSignal.abort() });
    expect(run.report).toMatchObject({ succeeded: false, reason: 'TaskRunCancelled' });
  });
});

test('an error of the runner itself ends all tasks before it is thrown, and leaves no directory', () => withDirectory(async (directory) => {
  const [workspace, temporary] = [join(directory, 'workspace'), join(directory, 'tmp')];
  [workspace, temporary].forEach((path) => mkdirSync(path));
  const before = process.env.TMPDIR;
  process.env.TMPDIR = temporary;
  try {
    // A directory in the place of the exit code: the runner cannot write it.
    await expect(runYaml(pipeline(`
workspaces: [ { name: w } ]
tasks:
  - name: slow
    workspaces: [ { name: w } ]
    taskSpec: { workspaces: [ { name: w } ], steps: [ { name: s, image: x, script: "trap 'touch $(workspaces.w.path)/told; sleep 0.1; touch $(workspaces.w.path)/ended; exit 1' TERM; touch $(workspaces.w.path)/up; sleep 30 & wait" } ] }
  - name: broken
    workspaces: [ { name: w } ]
    taskSpec: { workspaces: [ { name: w } ], steps: [ { name: s, image: x, script: "while [ ! -e $(workspaces.w.path)/up ]; do sleep 0.02; done; mkdir /tekton/steps/step-s/exitCode" } ] }
`), { workspaces: { w: workspace }, grace: 5000 })).rejects.toThrow('EISDIR');
  } finally {
    process.env.TMPDIR = before;
    if (before === undefined) delete process.env.TMPDIR;
  }
  expect(existsSync(join(workspace, 'ended'))).toBe(true);
  expect(readdirSync(temporary)).toEqual([]);
}));
