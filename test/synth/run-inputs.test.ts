import { ArtifactRef } from '../../src/artifact-ref';
import { digestOf } from '../../src/contract/digest';
import type { RunContract } from '../../src/lowering/pipeline-model';
import { runParams, runProblems } from '../../src/synth/run-inputs';
import { input } from '../lowering/support';

const DIGEST = digestOf('x');
const REF = ArtifactRef.of('registry.example/app', DIGEST);
const CONTRACT: RunContract = {
  label: "pipeline 'ci/release'",
  params: [
    { name: 'text', type: 'string' }, { name: 'list', type: 'array', default: [] },
    { name: 'map', type: 'object', properties: { key: { type: 'string' } }, default: { key: '' } },
  ],
  inputs: [input('source'), input('more', { optional: true }), input('one', { codec: 'string', optional: true }), input('parts', { codec: 'list', optional: true })],
  workspaces: [{ name: 'shared' }, { name: 'cache', optional: true }],
};
const GIVEN = { params: { text: 'x' }, inputs: { source: REF }, workspaces: { shared: {} } };
const problems = (more: object) => runProblems("pipeline run 'ci/now'", CONTRACT, { ...GIVEN, ...more });

test('a run passes params as texts, and references in the form of their inputs', () => {
  expect(runParams(CONTRACT, { ...GIVEN, params: { text: 1, list: [true] }, inputs: { source: REF, one: [REF], parts: [REF, REF] } })).toEqual([
    { name: 'text', value: '1' },
    { name: 'list', value: ['true'] },
    { name: 'source', value: { uri: 'registry.example/app', digest: DIGEST } },
    { name: 'one', value: `oci:registry.example/app@${DIGEST}` },
    { name: 'parts', value: [`oci:registry.example/app@${DIGEST}`, `oci:registry.example/app@${DIGEST}`] },
  ]);
});

test('a param whose value is undefined is left out', () => {
  expect(runParams(CONTRACT, { ...GIVEN, params: { text: 'x', list: undefined }, inputs: {} })).toEqual([{ name: 'text', value: 'x' }]);
});

test('what is wrong is said elsewhere: no reference gives a blank one', () => {
  expect(runParams(CONTRACT, { ...GIVEN, params: {}, inputs: { source: [] } })).toEqual([{ name: 'source', value: { uri: '', digest: '' } }]);
});

test('a complete run has no problem, and a context is known in a value', () => {
  expect(problems({})).toEqual([]);
  expect(problems({ params: { text: 'of $(context.pipelineRun.name), $(date)' } })).toEqual([]);
});

test.each<[object, string]>([
  [{ params: { text: 'x', txet: 'x' } }, "sets the unknown param 'txet' of pipeline 'ci/release', did you mean 'text'?"],
  [{ inputs: { source: REF, mroe: REF } }, "sets the unknown input 'mroe' of pipeline 'ci/release'"],
  [{ workspaces: { shared: {}, cash: {} } }, "sets the unknown workspace 'cash' of pipeline 'ci/release'"],
  [{ params: {} }, "leaves the required param 'text' of pipeline 'ci/release' unset, pass params: { text: ... }"],
  [{ params: { text: undefined } }, "leaves the required param 'text' of pipeline 'ci/release' unset"],
  [{ params: { text: null } }, "sets the param 'text' to null, expected texts, a list or an object of texts"],
  [{ inputs: {} }, "leaves the required input 'source' of pipeline 'ci/release' unbound, pass inputs: { source: ArtifactRef.parse('...') }"],
  [{ workspaces: {} }, "leaves the workspace 'shared' of pipeline 'ci/release' unbound, pass workspaces: { shared: WorkspaceBinding.emptyDir() } or another binding"],
  [{ params: { text: ['x'] } }, "sets the param 'text' of pipeline 'ci/release' to an array, expected a string"],
  [{ params: { text: 'x', map: 'x' } }, "sets the param 'map' of pipeline 'ci/release' to a string, expected an object"],
  [{ params: { text: 'a $(params.zzz)' } }, "sets the param 'text' of pipeline 'ci/release' to a text with '$(params.zzz)': Tekton substitutes values of params too, "
    + 'and a run has no such variable, write the value itself'],
  [{ params: { text: 'x', list: ['$(context.taskRun.foo)'] } }, "to a text with '$(context.taskRun.foo)'"],
  [{ params: { text: 'x', map: { key: '$(inputs.x.path)' } } }, "to a text with '$(inputs.x.path)'"],
  [{ inputs: { source: [] } }, "passes 0 artifacts for input 'source' of pipeline 'ci/release', expected one: declare it as a list (Artifact.files() or Artifact.directories())"],
  [{ inputs: { source: [REF, REF] } }, "passes 2 artifacts for input 'source'"],
])('fails for %j', (more, message) => {
  expect(problems(more)).toEqual([expect.stringMatching(/^pipeline run 'ci\/now' /)]);
  expect(problems(more)[0]).toContain(message);
});

test('what nobody declared is not checked, but for variables', () => {
  const contract = { label: 'x', inputs: [] };
  expect(runProblems('run', contract, { params: { any: ['x'] }, inputs: {}, workspaces: { any: {} } })).toEqual([]);
  expect(runProblems('run', contract, { params: { any: '$(params.x)' }, inputs: {}, workspaces: {} })).toHaveLength(1);
});
