import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Chart, Yaml } from 'cdk8s';
import { Artifact, ArtifactStorage, definePipeline, defineTask } from 'cdk8s-tekton';
import { describeWithServer } from '../servers/binaries';
import { PASSWORD, USERNAME } from '../servers/credentials';
import { startRegistry, type TestRegistry } from '../servers/registry';
import { runYaml, taskRunOf, withDirectory } from './run-yaml';

/** A Pipeline whose artifacts lie in a registry, without a Secret for it. */
function synthesize(repository: string): string {
  const chart = new Chart(new App(), 'ci');
  ArtifactStorage.oci({ repository }).applyTo(chart);
  const build = defineTask(chart, 'build', { outputs: { app: Artifact.directory() } });
  build.addStep('compile', { image: 'busybox', script: `head -c 3000 /dev/urandom > ${build.outputs.app.path}/random` });
  const check = defineTask(chart, 'check', { inputs: { app: Artifact.directory() } });
  check.addStep('look', { image: 'busybox', script: `ls ${check.inputs.app.path}` });
  const pipeline = definePipeline(chart, 'p', {});
  const built = pipeline.addTask('build', build);
  pipeline.addTask('check', check, { inputs: { app: built.outputs.app } });
  return Yaml.stringify(...chart.toJson());
}

describeWithServer('registry', 'a synthesized Pipeline that stores in a registry with passwords', () => {
  let registry: TestRegistry;
  beforeAll(async () => { registry = await startRegistry({ auth: 'htpasswd' }); });
  afterAll(() => registry.stop());

  /** Runs it with a docker config for a registry, in a home or by its variable. */
  const runWith = (host: string, variable: boolean) => withDirectory((home) => {
    const folder = join(home, '.docker');
    mkdirSync(folder);
    writeFileSync(join(folder, 'config.json'), JSON.stringify({ auths: { [host]: { auth: Buffer.from(`${USERNAME}:${PASSWORD}`).toString('base64') } } }));
    const environment = { PATH: process.env.PATH, ...variable ? { DOCKER_CONFIG: folder } : { HOME: home } };
    return runYaml(synthesize(`${registry.host}/ci/artifacts`), { environment });
  });

  test.each([['in the home', false], ['that DOCKER_CONFIG names', true]])('moves content with the docker config %s', async (_name, variable) => {
    const { report } = await runWith(registry.host, variable);
    expect(report).toMatchObject({ succeeded: true });
    expect(report.artifacts.map(({ action, name }) => `${action} ${name}`)).toEqual(['stored app', 'fetched app']);
  }, 30_000);

  test('fails where the docker config has none for the registry', async () => {
    const run = await runWith('registry.example.com', true);
    expect(taskRunOf(run, 'build')).toMatchObject({ succeeded: false });
    expect(JSON.stringify(run.report)).toContain('no credentials were found');
  }, 30_000);
});
