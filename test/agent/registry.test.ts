import { execFileSync } from 'child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { join } from 'path';
import { planArguments } from '../../src/contract/agent-arguments';
import { hexOf, parseDigest } from '../../src/contract/digest';
import { EXIT_CODES } from '../../src/contract/exit-codes';
import { describeWithServer, findServer } from '../servers/binaries';
import { PASSWORD, USERNAME } from '../servers/credentials';
import { startRegistry, type TestRegistry } from '../servers/registry';
import { runAgentProcess, temporaryDirectory } from './support';

describeWithServer('registry', 'the agent and a registry with passwords', () => {
  const temporary = temporaryDirectory();
  const at = (...path: string[]) => join(temporary.path, ...path);
  let registry: TestRegistry;
  beforeAll(async () => { registry = await startRegistry({ auth: 'htpasswd' }); });
  afterAll(() => registry.stop());

  const repository = () => `${registry.host}/ci/artifacts`;
  const common = () => ({ scratch: at('scratch'), default: { 'backend': 'oci' as const, 'oci.repository': repository() }, pod: at('pod') });
  const env = () => ({ ERROR_RESULT: at('results', 'error'), DOCKER_CONFIG: at('docker'), PATH: `${at('bin')}:${process.env.PATH ?? ''}` });
  const blobPath = (digest: string) => join(registry.folder, 'docker/registry/v2/blobs/sha256', hexOf(parseDigest(digest)).slice(0, 2), hexOf(parseDigest(digest)), 'data');

  beforeEach(() => {
    ['results', 'in', 'out', 'scratch', 'pod', 'docker', 'out/app'].forEach((name) => mkdirSync(at(name)));
    writeFileSync(at('docker', 'config.json'), JSON.stringify({ auths: { [registry.host]: { auth: Buffer.from(`${USERNAME}:${PASSWORD}`).toString('base64') } } }));
    writeFileSync(at('pod', 'labels'), 'tekton.dev/pipelineRun="run-1"\ntekton.dev/taskRun="run-1-build"\n');
    writeFileSync(at('pod', 'namespace'), 'ci');
    writeFileSync(at('out', 'app', 'main.js'), `console.log(${Math.random()})`);
  });

  /** Uploads the directory `app`; its reference, and the digest of its content. */
  async function upload() {
    const output = { name: 'app', kind: 'directory' as const, path: at('out', 'app') };
    const ended = await runAgentProcess(['upload', ...planArguments({ ...common(), outputs: [{ ...output, storage: 'external' as const }], containers: 3 })], env());
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    return { ...JSON.parse(readFileSync(at('results', 'app'), 'utf8')), contentDigest: JSON.parse(ended.stdout.split('\n')[1]).contentDigest };
  }

  function fetch({ uri, digest }: { uri: string; digest: string }) {
    const input = { name: 'app', kind: 'directory' as const, path: at('in', 'app') };
    return runAgentProcess(['fetch', ...planArguments({ ...common(), inputs: [input] })], { ...env(), INPUT_app_URI: uri, INPUT_app_DIGEST: digest });
  }

  test('a directory goes there and back, under the tag of its run', async () => {
    const reference = await upload();
    expect(reference.uri).toBe(repository());
    expect(await fetch(reference)).toMatchObject({ code: 0, stderr: '' });
    expect(readFileSync(at('in', 'app', 'main.js'), 'utf8')).toBe(readFileSync(at('out', 'app', 'main.js'), 'utf8'));
    const crane = findServer('crane');
    if (crane === undefined) return;
    const tagged = execFileSync(crane, ['digest', '--insecure', `${repository()}:ci.run-1.run-1-build.app`], { env: { DOCKER_CONFIG: at('docker') }, encoding: 'utf8' });
    expect(tagged.trim()).toBe(reference.digest);
  });

  test('a credential helper that an image brings along opens it', async () => {
    const helper = `#!/bin/sh\ncat > '${at('asked')}'\necho '${JSON.stringify({ Username: USERNAME, Secret: PASSWORD })}'\n`;
    mkdirSync(at('bin'));
    writeFileSync(at('bin', 'docker-credential-cloud'), helper, { mode: 0o755 });
    writeFileSync(at('docker', 'config.json'), JSON.stringify({ credHelpers: { [registry.host]: 'cloud' } }));
    const reference = await upload();
    expect(await fetch(reference)).toMatchObject({ code: 0, stderr: '' });
    expect(readFileSync(at('asked'), 'utf8').trim()).toBe(registry.host);
  });

  test('fails for content that was changed there, before anything appears', async () => {
    const reference = await upload();
    const path = blobPath(reference.contentDigest);
    const bytes = readFileSync(path);
    bytes[bytes.length - 1] ^= 1;
    writeFileSync(path, bytes);
    const ended = await fetch(reference);
    expect(ended.code).toBe(EXIT_CODES.DIGEST_MISMATCH);
    expect(ended.stderr).toContain(reference.contentDigest);
    expect(readdirSync(at('in'))).toEqual([]);
  });

  test('fails otherwise for content that was deleted there', async () => {
    const reference = await upload();
    rmSync(blobPath(reference.contentDigest));
    const ended = await fetch(reference);
    expect(ended.code).toBe(EXIT_CODES.NOT_FOUND);
    expect(ended.stderr).toContain(reference.contentDigest);
    expect(existsSync(at('in', 'app'))).toBe(false);
  });

  test('fails without the credentials', async () => {
    const reference = await upload();
    rmSync(at('docker', 'config.json'));
    expect((await fetch(reference)).code).toBe(EXIT_CODES.UNAUTHORIZED);
  });
});
