import { App, Chart, Testing } from 'cdk8s';
import { Secret } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { dump } from 'js-yaml';
import { Artifact, ArtifactAgent, ArtifactStorage, Pipeline, StorageHint, Task } from 'cdk8s-tekton';
import { findingsIn } from '../tester';

const s3 = (scope: Construct, secret: string) =>
  ArtifactStorage.s3({ bucket: 'builds', region: 'eu-west-1', credentials: Secret.fromSecretName(scope, secret, secret) }).applyTo(scope);

/** What the rule says of a Task that reads what another one stores with the Secret `keys`. */
function foundWith(prepare: (reader: Construct) => void, output = Artifact.file()): string[] {
  const chart = new Chart(new App(), 'ci', { namespace: 'ci' });
  const [writer, reader] = ['writer', 'reader'].map((id) => new Construct(chart, id));
  s3(writer, 'keys');
  prepare(reader);
  const writing = new Task(writer, 'write', { outputs: { app: output } });
  writing.addStep('write', { image: 'busybox', args: [writing.output('app').path] });
  const reading = new Task(reader, 'read', { inputs: { app: Artifact.file() } });
  reading.addStep('read', { image: 'busybox', args: [reading.input('app').path] });
  const pipeline = new Pipeline(chart, 'pipeline');
  pipeline.addTask('read', reading, { inputs: { app: pipeline.addTask('write', writing).output('app') } });
  const yaml = Testing.synth(chart).map((object) => dump(object)).join('---\n');
  return findingsIn(yaml).filter(({ rule }) => rule.id === 'configuration/reader-credentials').map(({ severity, path, message }) => `${severity} ${path}: ${message}`);
}

describe('configuration/reader-credentials', () => {
  test('warns of a Task that mounts no keys', () => {
    expect(foundWith(() => undefined)).toEqual([
      "warning spec.tasks[1].params[0].value: task 'read' reads the input 'app', which task 'write' stores with the keys of the Secret 'keys', and mounts no keys",
    ]);
  });

  test.each([
    ['mounts the same keys', (reader: Construct) => s3(reader, 'keys')],
    ['mounts keys of its own', (reader: Construct) => s3(reader, 'others')],
    ['has keys in the environment of the agent', (reader: Construct) => ArtifactAgent.bundled({ env: { AWS_WEB_IDENTITY_TOKEN_FILE: '/token' } }).applyTo(reader)],
  ])('is quiet where it %s', (_name, reader) => {
    expect(foundWith(reader)).toEqual([]);
  });

  test('is quiet where the content lies in the result itself', () => {
    expect(foundWith(() => undefined, Artifact.file({ storage: StorageHint.INLINE }))).toEqual([]);
  });
});
