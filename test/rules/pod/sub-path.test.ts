import { dump } from 'js-yaml';
import { findingsIn } from '../tester';

const RULE = 'tekton/workspace-sub-path';
const STEPS = [{ name: 'list', image: 'busybox', command: ['ls'] }];

function task(subPath: string | undefined, more: object = {}): object {
  return { name: 'build', taskSpec: { steps: STEPS, workspaces: [{ name: 'source' }] }, workspaces: [{ name: 'source', workspace: 'code', subPath }], ...more };
}

function pipeline(...tasks: readonly object[]): object {
  return { tasks, workspaces: [{ name: 'code' }] };
}

function run(subPath: string | undefined, spec: object): object {
  return { apiVersion: 'tekton.dev/v1', kind: 'PipelineRun', metadata: { name: 'run' }, spec: { ...spec, workspaces: [{ name: 'code', subPath, emptyDir: {} }] } };
}

function found(...objects: readonly object[]): string[] {
  return findingsIn(objects.map((object) => dump(object, { skipInvalid: true })).join('---\n'), { api: 'alpha' })
    .filter(({ rule }) => rule.id === RULE)
    .map(({ severity, path, message }) => `${severity} ${path}: ${message.replace(/, expected.*/, '')}`);
}

describe(RULE, () => {
  const named = { apiVersion: 'tekton.dev/v1', kind: 'Pipeline', metadata: { name: 'ci' } };
  const inTask = 'spec.pipelineSpec.tasks[0].workspaces[0].subPath';

  // As Go's filepath.Join does.
  test.each([
    ['app', '/src'], ['app', '../src'], ['app', 'a/../b'], ['a/..', 'src'], ['app', undefined], [undefined, 'src'], ['/$(params.dir)', 'src'], ['$(params.dir)', '/..'],
  ])('takes %p of a run and %p of its task, which together lie in the volume', (ofRun, ofTask) => {
    expect(found(run(ofRun, { pipelineSpec: pipeline(task(ofTask)) }))).toEqual([]);
  });

  test.each([
    [undefined, '/src', '/src'], [undefined, '../src', '../src'], ['app', '../../src', '../src'], ['/app', 'src', '/app/src'], ['..', 'src', '../src'],
  ])('fails %p of a run and %p of its task, which together do not', (ofRun, ofTask, together) => {
    expect(found(run(ofRun, { pipelineSpec: pipeline(task(ofTask)) }))).toEqual([`error ${inTask}: the workspace 'source' of task 'build' has the subPath '${together}'`]);
  });

  test('fails at the run where no task says more, once', () => {
    const pipelineSpec = pipeline(task(undefined), task(undefined, { name: 'test' }));
    expect(found(run('a/../b', { pipelineSpec }))).toEqual(["error spec.workspaces[0].subPath: the workspace 'code' has the subPath 'a/../b'"]);
  });

  test('knows a Pipeline that is checked with its run, and warns of what another run might mend', () => {
    const ci = { ...named, spec: pipeline(task('../src')) };
    const ofPipeline = "warning spec.tasks[0].workspaces[0].subPath: the workspace 'source' of task 'build' has the subPath '../src'";
    expect(found(ci)).toEqual([ofPipeline]);
    expect(found(ci, run('app', { pipelineRef: { name: 'ci' } }))).toEqual([ofPipeline]);
    expect(found(ci, run(undefined, { pipelineRef: { name: 'ci' } }))).toEqual([ofPipeline, "error spec.workspaces[0].subPath: the workspace 'code' has the subPath '../src'"]);
  });

  test('warns where the Pipeline is not known, and where a Pipeline in the Pipeline goes on', () => {
    const warning = "warning spec.workspaces[0].subPath: the workspace 'code' has the subPath '/app'";
    expect(found(run('/app', { pipelineRef: { name: 'elsewhere' } }))).toEqual([warning]);
    const child = { name: 'build', pipelineRef: { name: 'elsewhere' }, workspaces: [{ name: 'code' }] };
    expect(found(run('/app', { pipelineSpec: pipeline(child) }))).toEqual([warning]);
  });
});

describe('a ConfigMap or Secret that no cluster can have', () => {
  function volume(source: object): string[] {
    const spec = { steps: STEPS, volumes: [{ name: 'v', ...source }] };
    return findingsIn(dump({ apiVersion: 'tekton.dev/v1', kind: 'Task', metadata: { name: 'build' }, spec })).filter(({ rule }) => rule.id === 'tekton/volume-source').map(({ path }) => path);
  }

  // What the kubelet does not find, it leaves out.
  test('may be the name of a volume that is optional', () => {
    expect(volume({ secret: { secretName: 'Not_There', optional: true } })).toEqual([]);
    expect(volume({ projected: { sources: [{ configMap: { name: 'Not_There', optional: true } }] } })).toEqual([]);
  });

  test('fails where the kubelet would wait for it', () => {
    expect(volume({ secret: { secretName: 'Not_There' } })).toEqual(['spec.volumes[0].secret.secretName']);
    expect(volume({ projected: { sources: [{ configMap: { name: 'Not_There', optional: false } }] } })).toEqual(['spec.volumes[0].projected.sources[0].configMap.name']);
  });

  test('fails paths of files that begin as the own ones of the kubelet do', () => {
    expect(volume({ secret: { secretName: 'x', items: [{ key: 'a', path: '..data' }, { key: 'b', path: 'b..' }] } })).toEqual(['spec.volumes[0].secret.items[0].path']);
  });
});
