import { execFileSync } from 'child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { readStored, type ReadOptions } from '../../src/agent/artifact/read-artifact';
import { DirectoryStore } from '../../src/agent/stores/directory';
import { OciStore } from '../../src/agent/stores/oci';
import type { ArtifactStore } from '../../src/agent/stores/store';
import { parseDigest } from '../../src/contract/digest';
import { DockerConfigCredentials, OciClient } from '../../src/oci-client';
import { describeWithServer, programPath, type ServerName } from '../servers/binaries';
import { PASSWORD, USERNAME } from '../servers/credentials';
import { startCrane, startOciregistry, startRegistry, type TestRegistry } from '../servers/registry';
import { uploadStep } from './upload-step';

// Other clients of registries read what we store, and we read what they store.

let folder: string;
let registry: TestRegistry;
let repository: string;
let repositories = 0;
const at = (...path: string[]) => join(folder, ...path);

function withRegistry(start: () => Promise<TestRegistry>): void {
  beforeAll(async () => { registry = await start(); });
  afterAll(() => registry.stop());
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'interoperability-'));
    // where docker login leaves it, and all of them look
    mkdirSync(at('.docker'));
    const auth = Buffer.from(`${USERNAME}:${PASSWORD}`).toString('base64');
    writeFileSync(at('.docker', 'config.json'), JSON.stringify({ auths: { [registry.host]: { auth } } }));
    repository = `${registry.host}/ci/r${repositories += 1}`;
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
}

/** Runs another client, which trusts the registry's authority as far as it has one. */
function run(name: ServerName, ...args: string[]): string {
  const trust = registry.certificates === undefined ? {} : { SSL_CERT_FILE: registry.certificates.caFile };
  return execFileSync(programPath(name), args, { cwd: folder, stdio: 'pipe', env: { PATH: process.env.PATH, HOME: folder, ...trust }, encoding: 'utf8' });
}

/** The option that a client wants for plain http. */
function plain(option: string): string[] {
  return registry.certificates === undefined ? [option] : [];
}

/** Stores a file and a directory as a TaskRun does. Their manifests' digests. */
async function upload(): Promise<{ readonly [name: string]: string }> {
  const { code, results } = await uploadStep({
    folder,
    taskRun: 'run-1-build',
    storage: { 'backend': 'oci', 'oci.repository': repository, ...registry.certificates ? { 'oci.plainHttp': 'false' } : {} },
    outputs: { sbom: '{"sbom":1}', app: { 'main.js': 'main()' } },
    dockerConfig: at('.docker'),
    certificateAuthority: registry.certificates?.caFile,
  });
  expect(code).toBe(0);
  return Object.fromEntries(Object.entries(results).map(([name, value]) => [name, (JSON.parse(value) as { digest: string }).digest]));
}

const TAG = 'ci.run-1.run-1-build';

function store(name = repository): OciStore {
  const credentials = new DockerConfigCredentials({ files: [at('.docker', 'config.json')], env: {} });
  const ca = registry.certificates?.ca;
  return new OciStore(new OciClient({ credentials, env: {}, plainHttp: ca === undefined, ...ca === undefined ? {} : { ca } }), name);
}

async function read(digest: string, kind: ReadOptions['kind'], from: ArtifactStore = store()): Promise<string> {
  await readStored(from, parseDigest(digest), { kind, path: at('read') });
  from.close();
  return at('read');
}

describeWithServer('registry', 'beside a registry without the referrers API', () => {
  withRegistry(() => startRegistry());
  describeWithServer('oras', 'oras', () => oras());
  describeWithServer('crane', 'crane', () => crane());
  describeWithServer('skopeo', 'skopeo', () => skopeo());
});

describeWithServer('registry', 'beside a registry with passwords and a certificate of its own authority', () => {
  withRegistry(() => startRegistry({ auth: 'htpasswd', tls: true }));
  describeWithServer('oras', 'oras', () => oras());
  describeWithServer('crane', 'crane', () => crane());
  describeWithServer('skopeo', 'skopeo', () => skopeo());
});

describeWithServer('ociregistry', 'beside a registry that files referrers itself', () => {
  withRegistry(startOciregistry);
  describeWithServer('oras', 'oras', () => oras());
});

describeWithServer('crane', 'beside a registry with the referrers API', () => {
  withRegistry(startCrane);
  describeWithServer('oras', 'oras', () => oras());
});

function oras(): void {
  test('pulls a file and the archive of a directory', async () => {
    await upload();
    run('oras', 'pull', ...plain('--plain-http'), `${repository}:${TAG}.sbom`, '--output', 'pulled');
    expect(readFileSync(at('pulled', 'sbom'), 'utf8')).toBe('{"sbom":1}');
    run('oras', 'pull', ...plain('--plain-http'), `${repository}:${TAG}.app`, '--output', 'pulled');
    expect(execFileSync('tar', ['-xzOf', at('pulled', 'app'), 'main.js'], { encoding: 'utf8' })).toBe('main()');
  });

  test('discovers a run from its tag', async () => {
    const { app, sbom } = await upload();
    const discovered = (reference: string) => (
      JSON.parse(run('oras', 'discover', ...plain('--plain-http'), '--format', 'json', `${repository}:${reference}`)) as { manifests: { digest: string; artifactType: string }[] }
    ).manifests;
    expect(discovered('ci.run-1')).toEqual([expect.objectContaining({ artifactType: 'application/vnd.tekton.artifact.taskrun.v1' })]);
    expect(discovered(TAG).map(({ digest }) => digest).sort()).toEqual([app, sbom].sort());
  });

  test('pushes files and directories that we read', async () => {
    writeFileSync(at('list.json'), '{"a":1}');
    mkdirSync(at('site'));
    writeFileSync(at('site', 'index.html'), '<h1>');
    const digest = (name: string, ...files: string[]) => (JSON.parse(
      run('oras', 'push', ...plain('--plain-http'), '--format', 'json', `${repository}:${name}`, ...files)) as { digest: string }).digest;
    expect(readFileSync(await read(digest('file', 'list.json:application/json'), 'file'), 'utf8')).toBe('{"a":1}');
    rmSync(at('read'));
    const directory = await read(digest('directory', 'site'), 'directory');
    expect(readFileSync(join(directory, 'site', 'index.html'), 'utf8')).toBe('<h1>');
  });

  test('attaches to what we stored, and we find it', async () => {
    const { sbom } = await upload();
    writeFileSync(at('signature'), 'signed');
    run('oras', 'attach', ...plain('--plain-http'), '--artifact-type', 'application/x-signature', `${repository}@${sbom}`, 'signature');
    const opened = store();
    expect(await opened.referrers(parseDigest(sbom))).toEqual([expect.objectContaining({ artifactType: 'application/x-signature' })]);
    opened.close();
  });
}

function crane(): void {
  test('names and copies what we stored, and we read the copy', async () => {
    const { sbom } = await upload();
    expect(run('crane', 'digest', ...plain('--insecure'), `${repository}:${TAG}.sbom`).trim()).toBe(sbom);
    expect(run('crane', 'ls', ...plain('--insecure'), repository).split('\n')).toEqual(expect.arrayContaining(['ci.run-1', TAG, `${TAG}.app`, `${TAG}.sbom`]));
    run('crane', 'copy', ...plain('--insecure'), `${repository}:${TAG}.sbom`, `${repository}/copy:sbom`);
    expect(readFileSync(await read(sbom, 'file', store(`${repository}/copy`)), 'utf8')).toBe('{"sbom":1}');
  });

  test('pushes images, which have no content to fetch', async () => {
    execFileSync('tar', ['-cf', at('layer.tar'), '-C', folder, '--files-from', '/dev/null']);
    run('crane', 'append', ...plain('--insecure'), '--new_layer', 'layer.tar', '--new_tag', `${repository}:image`);
    const digest = run('crane', 'digest', ...plain('--insecure'), `${repository}:image`).trim();
    await expect(read(digest, 'directory')).rejects.toMatchObject({ code: 'REFERENCE_INVALID', message: expect.stringContaining('a container image') as string });
  });
}

function skopeo(): void {
  test('reads manifests, and copies artifacts to a directory that we read', async () => {
    const { app } = await upload();
    expect(JSON.parse(run('skopeo', 'inspect', '--raw', ...plain('--tls-verify=false'), `docker://${repository}:${TAG}.app`))).toMatchObject({
      artifactType: 'application/vnd.tekton.artifact.v1', subject: { mediaType: 'application/vnd.oci.image.index.v1+json' },
    });
    run('skopeo', '--insecure-policy', 'copy', ...plain('--src-tls-verify=false'), `docker://${repository}:${TAG}.app`, `oci:${at('layout')}:app`);
    const directory = await read(app, 'directory', new DirectoryStore(at('layout')));
    expect(readdirSync(directory)).toEqual(['main.js']);
  });

  test('copies what a directory holds to a registry, where we read it', async () => {
    const { results } = await uploadStep({
      folder, taskRun: 'run-1-build', storage: { 'backend': 'directory', 'directory.path': at('local') }, outputs: { sbom: '{"sbom":1}' },
    });
    run('skopeo', '--insecure-policy', 'copy', ...plain('--dest-tls-verify=false'), `oci:${at('local')}:${TAG}.sbom`, `docker://${repository}:sbom`);
    const { digest } = JSON.parse(results.sbom) as { digest: string };
    expect(readFileSync(await read(digest, 'file'), 'utf8')).toBe('{"sbom":1}');
  });
}
