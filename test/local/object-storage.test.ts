import { App, Chart, Yaml } from 'cdk8s';
import { Secret } from 'cdk8s-plus-27';
import type { ISecret } from 'cdk8s-plus-27';
import { Artifact, ArtifactStorage, definePipeline, defineTask, StorageHint } from 'cdk8s-tekton';
import type { StorageConfig } from '../../src/contract/storage-config';
import { startAzurite } from '../servers/azurite';
import { describeWithServer } from '../servers/binaries';
import { startHttpStore } from '../servers/http-store';
import { startFakeGcs, startVersityGw, type ObjectServer } from '../servers/object-server';
import { output, runYaml } from './run-yaml';

/** A Pipeline whose artifacts lie on a server, with the Secret for it, as its author writes it. */
function synthesize(storageOf: (credentials: ISecret) => ArtifactStorage, keys: { [key: string]: string }): string {
  const chart = new Chart(new App(), 'ci', { namespace: 'ci' });
  storageOf(new Secret(chart, 'credentials', { metadata: { name: 'store-keys' }, stringData: keys })).applyTo(chart);
  const build = defineTask(chart, 'build', { outputs: { app: Artifact.directory(), log: Artifact.file({ storage: StorageHint.EXTERNAL }) } });
  build.addStep('compile', { image: 'busybox', script: `head -c 3000 /dev/urandom > ${build.outputs.app.path}/random\necho built > ${build.outputs.log.path}` });
  const check = defineTask(chart, 'check', { inputs: { app: Artifact.directory(), log: Artifact.file() } });
  check.addStep('look', { image: 'busybox', script: `ls ${check.inputs.app.path}; cat ${check.inputs.log.path}; env | grep -c KEY || true` });
  const pipeline = definePipeline(chart, 'p', {});
  const built = pipeline.addTask('build', build);
  pipeline.addTask('check', check, { inputs: { app: built.outputs.app, log: built.outputs.log } });
  return Yaml.stringify(...chart.toJson());
}

type Server = ObjectServer & { readonly keys: { [key: string]: string } };

/** Runs the Pipeline here and tells that content went through the server. */
function movesContent(start: () => Promise<Server>, storageOf: (config: StorageConfig, credentials: ISecret) => ArtifactStorage): void {
  let server: Server;
  beforeAll(async () => { server = await start(); });
  afterAll(() => server.stop());

  test('moves content by the real agent with the keys of the Secret', async () => {
    const run = await runYaml(synthesize((credentials) => storageOf(server.storage, credentials), server.keys), {});
    expect(run.report).toMatchObject({ succeeded: true, message: 'Tasks Completed: 2 (Failed: 0, Cancelled 0), Skipped: 0' });
    // the keys are for the injected steps: the author's step sees none
    expect(output(run, 'check').filter((line) => /^(random|built|0)$/.test(line))).toEqual(['random', 'built', '0']);
    expect(run.report.artifacts.map(({ action, name }) => `${action} ${name}`).sort()).toEqual(['fetched app', 'fetched log', 'stored app', 'stored log']);
  });
}

const key = (config: StorageConfig, name: keyof StorageConfig): string => config[name] as string;

describeWithServer('versitygw', 'a synthesized Pipeline that stores in S3', () => {
  movesContent(async () => {
    const server = await startVersityGw();
    return { ...server, keys: server.env };
  }, (config, credentials) => ArtifactStorage.s3({
    bucket: key(config, 's3.bucket'), endpoint: key(config, 's3.endpoint'), region: 'test-1', prefix: '{{namespace}}/{{pipelinerun}}', credentials,
  }));
});

describeWithServer('fake-gcs-server', 'a synthesized Pipeline that stores in Google Cloud Storage', () => {
  movesContent(async () => ({ ...await startFakeGcs(), keys: {} }), (config) => (
    ArtifactStorage.gcs({ bucket: key(config, 'gcs.bucket'), endpoint: key(config, 'gcs.endpoint') })
  ));
});

describeWithServer('azurite', 'a synthesized Pipeline that stores in Azure', () => {
  movesContent(async () => {
    const server = await startAzurite();
    return { ...server, keys: server.env };
  }, (config, credentials) => ArtifactStorage.azureBlob({
    container: key(config, 'azure.container'), accountName: key(config, 'azure.accountName'), endpoint: key(config, 'azure.endpoint'), credentials,
  }));
});

describe('a synthesized Pipeline that stores on an http server', () => {
  movesContent(async () => {
    const server = await startHttpStore();
    return { ...server, keys: { token: server.token } };
  }, (config, credentials) => ArtifactStorage.http({ url: key(config, 'http.url'), credentials }));
});
