import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Chart, Yaml } from 'cdk8s';
import { Artifact, ArtifactStorage, definePipeline, defineTask } from 'cdk8s-tekton';
import { copyLogins, loginMounts } from '../../src/local/registry-login';
import { describeWithServer } from '../servers/binaries';
import { PASSWORD, USERNAME } from '../servers/credentials';
import { startRegistry, type TestRegistry } from '../servers/registry';
import { output, runYaml, task, withDirectory } from './run-yaml';

const AUTH = Buffer.from(`${USERNAME}:${PASSWORD}`).toString('base64');

/** A Pipeline whose artifacts lie in a registry, without a Secret for it; its own steps look for credentials. */
function synthesize(repository: string): string {
  const chart = new Chart(new App(), 'ci');
  ArtifactStorage.oci({ repository }).applyTo(chart);
  const look = 'echo "seen: $(find $(credentials.path)/ | wc -l) ${DOCKER_CONFIG:-none}"';
  const build = defineTask(chart, 'build', { outputs: { app: Artifact.directory() } });
  build.addStep('compile', { image: 'busybox', script: `${look}\nhead -c 3000 /dev/urandom > ${build.outputs.app.path}/random` });
  const check = defineTask(chart, 'check', { inputs: { app: Artifact.directory() } });
  check.addStep('look', { image: 'busybox', script: `${look}\nls ${check.inputs.app.path}` });
  const pipeline = definePipeline(chart, 'p', {});
  const built = pipeline.addTask('build', build);
  pipeline.addTask('check', check, { inputs: { app: built.outputs.app } });
  return Yaml.stringify(...chart.toJson());
}

/** The environment of a person whose docker config this is. */
function loggedIn(home: string, config: object): NodeJS.ProcessEnv {
  mkdirSync(join(home, '.docker'));
  writeFileSync(join(home, '.docker', 'config.json'), JSON.stringify(config));
  return { PATH: `${home}:${process.env.PATH}`, HOME: home };
}

describeWithServer('registry', 'a run that stores in a registry with passwords', () => {
  let registry: TestRegistry;
  beforeAll(async () => { registry = await startRegistry({ auth: 'htpasswd' }); });
  afterAll(() => registry.stop());
  const repository = (): string => `${registry.host}/ci/artifacts`;

  test('lets the steps that fetch and upload use the credentials of docker login, and no other step', () => withDirectory(async (home) => {
    const environment = loggedIn(home, { auths: { [registry.host]: { auth: AUTH } } });
    const run = await runYaml(synthesize(repository()), { environment, logins: [repository()] });
    expect(run.report).toMatchObject({ succeeded: true });
    expect(run.report.artifacts.map(({ action, name }) => `${action} ${name}`)).toEqual(['stored app', 'fetched app']);
    expect(['build', 'check'].map((name) => output(run, name).filter((line) => line.startsWith('seen')))).toEqual([['seen: 1 none'], ['seen: 1 none']]);
  }), 30_000);

  test('fails without them, and says how they are given', () => withDirectory(async (home) => {
    const environment = loggedIn(home, { auths: { [registry.host]: { auth: AUTH } } });
    const run = await runYaml(synthesize(repository()), { environment });
    expect(run.report).toMatchObject({ succeeded: false });
    expect(run.events).toContainEqual({ type: 'warning', message: expect.stringContaining('--login <repository>') as string });
  }), 30_000);
});

describe('the credentials for a run', () => {
  const repository = 'registry.example.com/ci/artifacts';

  /** The copy that is made in a home: its content and its mode. */
  async function copied(home: string, config: object, inContainers = false): Promise<{ content: unknown; mode: number }> {
    const directory = join(home, 'secrets');
    await copyLogins([repository], { directory, inContainers }, loggedIn(home, config));
    const file = join(directory, 'config.json');
    return { content: JSON.parse(readFileSync(file, 'utf8')), mode: statSync(file).mode & 0o777 };
  }

  test('are those of the named repositories alone, for nobody else', () => withDirectory(async (home) => {
    const others = { 'registry.example.com/ci/other': { auth: AUTH }, 'elsewhere.example.com': { auth: AUTH } };
    expect(await copied(home, { auths: { ...others, 'registry.example.com': { identitytoken: 'refresh' } } }))
      .toEqual({ content: { auths: { [repository]: { identitytoken: 'refresh' } } }, mode: 0o600 });
  }));

  test('come from a credential helper, which steps would not have', () => withDirectory(async (home) => {
    writeFileSync(join(home, 'docker-credential-mine'), `#!/bin/sh\necho '${JSON.stringify({ Username: USERNAME, Secret: PASSWORD })}'\n`, { mode: 0o755 });
    expect(await copied(home, { credHelpers: { 'registry.example.com': 'mine' } })).toMatchObject({ content: { auths: { [repository]: { auth: AUTH } } } });
  }));

  test('are shown to the steps that fetch and upload, and to no script that is called like them', () => {
    const step = { name: 'fetch-artifacts', image: 'node:22', args: ['fetch'] };
    expect(loginMounts(step, '/logins')).toHaveLength(1);
    expect([{ ...step, script: 'cat' }, { ...step, name: 'fetch' }, { ...step, args: ['x'] }].flatMap((each) => loginMounts(each, '/logins'))).toEqual([]);
  });

  test('may be read by any user of a container', () => withDirectory(async (home) => {
    expect((await copied(home, { auths: { 'registry.example.com': { auth: AUTH } } }, true)).mode).toBe(0o644);
  }));

  test('are removed with the run, also where its directory is kept', () => withDirectory(async (home) => {
    const environment = loggedIn(home, { auths: { 'registry.example.com': { auth: AUTH } } });
    const { report } = await runYaml(task('steps: [{ name: s, image: x, script: "true" }]'), { environment, logins: [repository], keep: true });
    expect(readdirSync(report.home as string).sort()).toEqual(['claims', 'tasks']);
    rmSync(report.home as string, { recursive: true });
  }));

  test.each([
    ['registry.example.com/ci', "login 'registry.example.com/ci': no credentials were found, 'docker login' keeps some"],
    ['registry.example.com/CI', "login 'registry.example.com/CI': expected '<registry>/<repository>' in lower case"],
    ['registry.example.com', "login 'registry.example.com': expected '<registry>/<repository>'"],
    ['ci/artifacts', "login 'ci/artifacts': 'ci' is an account of Docker Hub and no registry, write 'docker.io/ci/artifacts'"],
  ])('fail for %s, of which docker knows nothing', (name, message) => withDirectory(async (home) => {
    const environment = loggedIn(home, { auths: {} });
    await expect(runYaml(task('steps: [{ name: s, image: x, script: "true" }]'), { environment, logins: [name] })).rejects.toThrow(message);
  }));
});
