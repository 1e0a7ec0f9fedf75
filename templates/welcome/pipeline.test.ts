import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Testing } from 'cdk8s';
import { Welcome } from './pipeline';

interface TaskOfPipeline {
  readonly name: string;
  readonly params: readonly { readonly value: string }[];
  readonly runAfter?: readonly string[];
}

const objects = Testing.synth(new Welcome(Testing.app(), 'welcome', { repository: 'registry.example.com/ci/artifacts' }));
const { spec }: { spec: { tasks: TaskOfPipeline[]; finally: TaskOfPipeline[] } } = objects.find(({ kind }) => kind === 'Pipeline');
const inputsOf = (name: string) => taskOf(name).params.map(({ value }) => value);

function taskOf(name: string): TaskOfPipeline {
  const found = spec.tasks.find((task) => task.name === name);
  assert.ok(found, `there is no task '${name}'`);
  return found;
}

test('every task gets its input from the task that makes it', () => {
  assert.deepEqual(inputsOf('test'), ['$(tasks.source.results.source[*])']);
  assert.deepEqual(inputsOf('checksum'), ['$(tasks.package.results.package-ARTIFACT_OUTPUTS[*])', '$(tasks.sbom.results.sbom[*])']);
});

test('nothing is packaged before the tests have passed', () => {
  assert.deepEqual(taskOf('package').runAfter, ['test']);
});

test('the report is made at the end, of failed tests too', () => {
  assert.deepEqual(spec.finally.map(({ name }) => name), ['report']);
});

test('the agent travels with the tasks', () => {
  assert.ok(objects.some(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name.startsWith('artifact-agent-')));
});
