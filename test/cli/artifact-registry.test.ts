import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { uploadStep } from '../agent/upload-step';
import { describeWithServer } from '../servers/binaries';
import { PASSWORD, USERNAME } from '../servers/credentials';
import { startCrane, startRegistry, type TestRegistry } from '../servers/registry';
import { callOn } from './terminal';

describeWithServer('registry', 'a registry with passwords, without the referrers API', () => {
  showsArtifacts(() => startRegistry({ auth: 'htpasswd' }));
});
describeWithServer('registry', 'a registry with TLS of a private authority and tokens', () => {
  showsArtifacts(() => startRegistry({ auth: 'token', tls: true }));
});
describeWithServer('crane', 'a registry with the referrers API', () => {
  // go-containerregistry keeps the tags of what was deleted
  showsArtifacts(startCrane, { untag: false });
});

function showsArtifacts(start: () => Promise<TestRegistry>, can = { untag: true }): void {
  let registry: TestRegistry;
  let folder: string;
  let repository: string;
  let repositories = 0;
  beforeAll(async () => { registry = await start(); });
  afterAll(() => registry.stop());

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'artifact-'));
    repository = `${registry.host}/ci/r${repositories += 1}`;
    mkdirSync(join(folder, 'docker'));
    const auth = Buffer.from(`${USERNAME}:${PASSWORD}`).toString('base64');
    writeFileSync(join(folder, 'docker', 'config.json'), JSON.stringify({ auths: { [registry.host]: { auth } } }));
    await put('build', { app: { 'main.js': 'main()', 'lib/a.js': 'a()' }, sbom: '{"sbom":1}' });
    await put('sign', { signature: 'signed' });
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** What a TaskRun leaves. */
  async function put(task: string, outputs: { [name: string]: string | { [path: string]: string } }) {
    const storage = { 'backend': 'oci' as const, 'oci.repository': repository, 'oci.plainHttp': String(registry.url.startsWith('http:')) as 'true' | 'false' };
    const certificateAuthority = registry.certificates?.caFile;
    const ended = await uploadStep({ folder, taskRun: `run-1-${task}`, storage, outputs, dockerConfig: join(folder, 'docker'), certificateAuthority });
    expect(ended).toMatchObject({ code: 0, errors: [], warnings: [] });
  }

  function call(...args: string[]) {
    const ca = registry.url.startsWith('https:') ? ['--ca-file', registry.certificates?.caFile ?? ''] : [];
    return callOn({ environment: { DOCKER_CONFIG: join(folder, 'docker') } }, 'artifact', ...args, ...ca);
  }

  interface Shown { readonly kind: string; readonly name: string; readonly digest: string; readonly children: Shown[] }
  const outline = ({ kind, name, children }: Shown): unknown => children.length === 0 ? `${kind} ${name}` : { [`${kind} ${name}`]: children.map(outline) };
  const RUN = {
    'pipelinerun run-1': [
      { 'taskrun run-1-build': ['directory app', 'file sbom'] },
      { 'taskrun run-1-sign': ['file signature'] },
    ],
  };

  test('lists artifacts, and neither runs nor lists of referrers', async () => {
    const { stdout } = await call('ls', '--json', '--repository', repository);
    expect((JSON.parse(stdout) as Shown[]).map(({ name }) => name).sort()).toEqual(['app', 'sbom', 'signature']);
  });

  test('shows a run from its tag, its name or its digest', async () => {
    const { stdout } = await call('tree', `${repository}:ci.run-1`, '--json');
    const shown = JSON.parse(stdout) as Shown;
    expect(outline(shown)).toEqual(RUN);
    for (const name of ['run-1', 'ci.run-1', shown.digest, shown.digest.slice(7, 17)]) {
      expect(outline(JSON.parse((await call('tree', name, '--json', '--repository', repository)).stdout) as Shown)).toEqual(RUN);
    }
    expect(outline(JSON.parse((await call('tree', `${repository}:ci.run-1.run-1-sign`, '--json')).stdout) as Shown)).toEqual({ 'taskrun run-1-sign': ['file signature'] });
  });

  test('draws a run', async () => {
    const { stdout } = await call('tree', `${repository}:ci.run-1`);
    expect(stdout.split('\n').map((line) => line.replace(/(?<=[a-z0-9]) {2,}.*/, '').trimEnd())).toEqual([
      'PipelineRun run-1', '├── TaskRun run-1-build', '│   ├── app', '│   └── sbom', '└── TaskRun run-1-sign', '    └── signature', '',
    ]);
    expect(stdout).toMatch(/^ {4}└── signature +6 B {2}sha256:[0-9a-f]{12} {2}text\/plain$/m);
  });

  test('shows the files of a directory, and gives one or all of them', async () => {
    expect((await call('tree', 'app', '--repository', repository)).stdout).toBe('      3 B  lib/a.js\n      6 B  main.js\n');
    expect(await call('cat', `${repository}:ci.run-1.run-1-build.app`, 'lib/a.js')).toMatchObject({ code: 0, stdout: 'a()' });
    expect((await call('get', 'app', join(folder, 'copy'), '--repository', repository)).code).toBe(0);
    expect(readFileSync(join(folder, 'copy', 'main.js'), 'utf8')).toBe('main()');
  });

  test('stores and deletes one artifact, which leaves its run', async () => {
    const { stdout } = await call('put', join(folder, 'docker', 'config.json'), '--name', 'by-hand', '--repository', repository);
    expect(stdout).toMatch(new RegExp(`^oci:${repository}@sha256:[0-9a-f]{64}\n$`));
    expect((await call('delete', stdout.trim())).stdout).toMatch(/^deleted sha256:[0-9a-f]{64}\n$/);
    const [, digest = ''] = /^deleted (\S+)\n$/.exec((await call('delete', `${repository}:ci.run-1.run-1-build.sbom`)).stdout) ?? [];
    expect((await call('cat', `${repository}@${digest}`)).code).toBe(1);
    if (can.untag) {
      expect(outline(JSON.parse((await call('tree', `${repository}:ci.run-1`, '--json')).stdout) as Shown)).toEqual({
        'pipelinerun run-1': [{ 'taskrun run-1-build': ['directory app'] }, { 'taskrun run-1-sign': ['file signature'] }],
      });
    }
  });

  test('deletes a whole run and nothing else', async () => {
    const { stdout } = await call('put', join(folder, 'docker', 'config.json'), '--name', 'by-hand', '--repository', repository);
    const deleted = await call('delete', 'run-1', '--recursive', '--repository', repository);
    expect(deleted).toMatchObject({ code: 0, stderr: '' });
    expect(deleted.stdout.split('\n')).toHaveLength(6 + 1);
    expect((await call('cat', stdout.trim())).code).toBe(0);
    if (!can.untag) return;
    expect((JSON.parse((await call('ls', '--json', '--repository', repository)).stdout) as Shown[]).map(({ name }) => name)).toEqual(['by-hand']);
    expect(await call('tree', 'run-1', '--repository', repository)).toMatchObject({ code: 2, stderr: expect.stringContaining("no artifact or run 'run-1'") as string });
  });

  test('fails to delete a run by mistake', async () => {
    const refused = await call('delete', `${repository}:ci.run-1`);
    expect(refused).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('5 belong to') as string });
    expect(outline(JSON.parse((await call('tree', `${repository}:ci.run-1`, '--json')).stdout) as Shown)).toEqual(RUN);
  });

  test('fails on a repository without a tag, and on two repositories', async () => {
    expect(await call('tree', repository)).toMatchObject({ code: 2, stderr: expect.stringContaining("expected ':<tag>' or '@<digest>'") as string });
    expect(await call('tree', `${repository}:x`, '--repository', 'other.example/r')).toMatchObject({ code: 2, stderr: expect.stringContaining('names its repository') as string });
  });
}
