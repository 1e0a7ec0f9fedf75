import { execFileSync } from 'child_process';
import { randomBytes } from 'crypto';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { Readable } from 'stream';
import { putArtifact } from '../../src/agent/artifact/put-artifact';
import { DirectoryStore } from '../../src/agent/stores/directory';
import { withFileLock } from '../../src/agent/stores/file-lock';
import { StoreOpener } from '../../src/agent/stores/open-store';
import { claimDirectory, parsePvcUri, pvcLocation } from '../../src/agent/stores/pvc';
import { hexOf } from '../../src/contract/digest';
import { bytesSource } from '../../src/oci-client';
import { expectFailure, FACTS, fileContent, runAgentProcess, temporaryDirectory } from './support';

const temporary = temporaryDirectory();

describe('a directory', () => {
  test('is an OCI image layout that other tools read', async () => {
    const store = new DirectoryStore(temporary.path);
    const { manifest, tag } = await putArtifact(store, FACTS, fileContent('hello'));
    expect(JSON.parse(readFileSync(join(temporary.path, 'oci-layout'), 'utf8'))).toEqual({ imageLayoutVersion: '1.0.0' });
    expect(JSON.parse(readFileSync(join(temporary.path, 'index.json'), 'utf8'))).toEqual({
      schemaVersion: 2,
      mediaType: 'application/vnd.oci.image.index.v1+json',
      manifests: [{ ...manifest, annotations: { 'org.opencontainers.image.ref.name': tag } }],
    });
    expect(readFileSync(join(temporary.path, 'blobs', 'sha256', hexOf(fileContent('hello').digest)), 'utf8')).toBe('hello');
  });

  test('keeps what other tools wrote into its index', async () => {
    const foreign = { mediaType: 'x/y', digest: fileContent('z').digest, size: 1, platform: { os: 'linux' } };
    writeFileSync(join(temporary.path, 'index.json'), JSON.stringify({ schemaVersion: 2, manifests: [foreign], annotations: { a: 'b' } }));
    await putArtifact(new DirectoryStore(temporary.path), FACTS, fileContent('hello'));
    const index = JSON.parse(readFileSync(join(temporary.path, 'index.json'), 'utf8'));
    expect(index).toMatchObject({ annotations: { a: 'b' }, manifests: [foreign, {}] });
  });

  test('leaves nothing behind when content breaks off or is not what it was said to be', async () => {
    const store = new DirectoryStore(temporary.path);
    const { digest } = fileContent('right');
    const descriptor = { mediaType: 'text/plain', digest, size: 5 };
    await expectFailure(() => store.put(descriptor, bytesSource(Buffer.from('wrong'))), 'DIGEST_MISMATCH', digest);
    const broken = { size: 5, open: () => Readable.from((function* () { yield Buffer.from('ri'); throw new Error('gone'); })(), { objectMode: false }) };
    await expect(store.put(descriptor, broken)).rejects.toThrow('gone');
    expect(readdirSync(join(temporary.path, 'ingest'))).toEqual([]);
    expect(existsSync(join(temporary.path, 'blobs'))).toBe(false);
  });

  test('does not take what lies there under a digest for the content: it is written anew', async () => {
    const store = new DirectoryStore(temporary.path);
    const { digest, contentDigest } = await putArtifact(store, FACTS, fileContent('right'));
    const blob = join(temporary.path, 'blobs', 'sha256', hexOf(contentDigest));
    chmodSync(blob, 0o644);
    writeFileSync(blob, 'wrong');
    const again = await putArtifact(store, FACTS, fileContent('right'));
    expect([again.digest, again.sent]).toEqual([digest, 5]);
    expect(readFileSync(blob, 'utf8')).toBe('right');
    expect((await putArtifact(store, FACTS, fileContent('right'))).sent).toBe(0);
  });

  test('fails by name when its index is damaged', async () => {
    writeFileSync(join(temporary.path, 'index.json'), '{');
    await expectFailure(() => putArtifact(new DirectoryStore(temporary.path), FACTS, fileContent('x')), 'STORE_UNAVAILABLE', 'index.json');
  });

  test('takes writers of several processes at once', async () => {
    const root = join(temporary.path, 'store');
    writeFileSync(join(temporary.path, 'content'), 'shared content');
    const names = Array.from({ length: 15 }, (_, at) => `output-${at}`);
    const outputs = names.map((name) => `--output=${JSON.stringify({ name, kind: 'file', path: join(temporary.path, 'content'), indexed: true })}`);
    const config = `--default=${JSON.stringify({ 'backend': 'directory', 'directory.path': root })}`;
    const upload = (taskRun: string) => {
      const pod = join(temporary.path, taskRun);
      mkdirSync(pod);
      writeFileSync(join(pod, 'labels'), `tekton.dev/taskRun="${taskRun}"`);
      return runAgentProcess(['upload', ...outputs, config, `--pod=${pod}`, `--scratch=${temporary.path}`, '--containers=1', '--index=all'],
        { ERROR_RESULT: join(pod, 'error') });
    };
    const ended = await Promise.all(['a', 'b', 'c'].map(upload));
    expect(ended.map(({ code, stderr }) => ({ code, stderr }))).toEqual(Array(3).fill({ code: 0, stderr: '' }));
    expect(await new DirectoryStore(root).list('')).toHaveLength(3 * 16);
    expect(readdirSync(root).sort()).toEqual(['blobs', 'index.json', 'ingest', 'oci-layout']);
    expect(readdirSync(join(root, 'ingest'))).toEqual([]);
  });

  test('a lock whose owner is gone does not block for ever', async () => {
    const path = join(temporary.path, 'lock');
    writeFileSync(path, 'somebody who was killed');
    let ran = false;
    await withFileLock(path, async () => { ran = true; }, 50);
    expect(ran).toBe(true);
    expect(readdirSync(temporary.path)).toEqual([]);
  });

  test('fails to commit under a lock that another process took over', async () => {
    const path = join(temporary.path, 'lock');
    await expectFailure(() => withFileLock(path, async (lock) => {
      writeFileSync(path, 'another');
      await lock.confirm();
    }), 'STORE_UNAVAILABLE', 'taken over');
    expect(readFileSync(path, 'utf8')).toBe('another');
  });
});

describe('a claim', () => {
  const run = { namespace: 'ci', pipelineRun: 'p', taskRun: 't', uid: '0af3' };
  const access = (path: string) => ({ storage: { 'backend': 'pvc' as const, 'pvc.claimName': 'shared' }, run, plan: { claim: { name: 'shared', path } }, env: {} });

  test('has a folder of its own for each run, named in the uri', async () => {
    const store = await new StoreOpener(access(temporary.path)).forWriting();
    expect(store.location).toBe('pvc:shared/artifacts/ci/0af3');
    await putArtifact(store, FACTS, fileContent('x'));
    expect(statSync(join(temporary.path, 'artifacts/ci/0af3/oci-layout')).isFile()).toBe(true);
  });

  test('fails for a uri that leads elsewhere', async () => {
    for (const uri of ['pvc:shared/../x', 'pvc:shared/a/../../x', 'pvc:shared//x', 'pvc:shared/', 'pvc:shared', 'pvc:Shared/x', 'pvc:shared/a/./b', 'pvc:shared/a\0b']) {
      await expectFailure(async () => parsePvcUri(uri), 'REFERENCE_INVALID');
    }
    mkdirSync(join(temporary.path, 'claim'));
    symlinkSync(temporary.path, join(temporary.path, 'claim', 'artifacts'));
    await expectFailure(() => new StoreOpener(access(join(temporary.path, 'claim'))).forWriting(), 'REFERENCE_INVALID', 'symbolic link');
    await expectFailure(() => new StoreOpener(access(join(temporary.path, 'claim'))).forReading('pvc:shared/artifacts/claim/..x/../..'), 'REFERENCE_INVALID');
  });

  test('fails when another claim is mounted, or none, or the run is not known', async () => {
    await expectFailure(async () => claimDirectory({ claim: 'a', path: 'x' }, { name: 'b', path: '/b' }), 'CONFIG_INVALID', "claim 'a'", "claim 'b' is mounted");
    await expectFailure(async () => claimDirectory({ claim: 'a', path: 'x' }, undefined), 'CONFIG_INVALID', 'no claim is mounted');
    await expectFailure(async () => pvcLocation('a', '/b', { namespace: '', uid: 'u' }), 'CONFIG_INVALID', 'namespace');
    await expectFailure(async () => pvcLocation('a', '/b', { namespace: 'n', uid: '../u' }), 'CONFIG_INVALID', "'../u'");
  });
});

test('fails with a cause for people when the store is damaged', async () => {
  const store = new DirectoryStore(temporary.path);
  const { manifest } = await putArtifact(store, FACTS, fileContent('x'));
  rmSync(join(temporary.path, 'index.json'));
  mkdirSync(join(temporary.path, 'index.json'));
  for (const operation of [() => store.list(''), () => store.delete(manifest.digest), () => store.manifest('tag'), () => store.tag(manifest, 'tag')]) {
    await expectFailure(operation, 'STORE_UNAVAILABLE', 'EISDIR');
  }
});

test('fails to read a directory of the machine that is not the configured one', async () => {
  const opener = new StoreOpener({
    storage: { 'backend': 'directory', 'directory.path': temporary.path },
    run: { namespace: '', pipelineRun: '', taskRun: '', uid: '' },
    plan: {},
    env: {},
  });
  expect((await opener.forReading(`oci-layout:${temporary.path}`)).location).toBe(`oci-layout:${temporary.path}`);
  await expectFailure(() => opener.forReading('oci-layout:/etc'), 'REFERENCE_INVALID', '/etc');
  await expectFailure(() => opener.forReading('pkg:generic/app'), 'REFERENCE_INVALID', 'pkg:generic/app');
});

const FULL = 'a directory on a full disk';
if (canMount()) {
  describe(FULL, () => {
    const size = 2 * 1024 * 1024;
    let mountPoint = '';
    beforeEach(() => {
      mountPoint = mkdtempSync(join(tmpdir(), 'agent-full-'));
      execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', mountPoint]);
    });
    afterEach(() => {
      execFileSync('umount', [mountPoint]);
      rmSync(mountPoint, { recursive: true });
    });

    test('fails by name, leaves nothing behind and goes on when there is room again', async () => {
      const store = new DirectoryStore(join(mountPoint, 'store'));
      const before = await putArtifact(store, FACTS, fileContent('before'));
      const large = randomBytes(3 * 1024 * 1024);
      await expectFailure(() => putArtifact(store, { ...FACTS, name: 'large' }, fileContent(large)), 'DISK_FULL', 'no space left to write', 'store');
      expect(readdirSync(join(mountPoint, 'store', 'ingest'))).toEqual([]);
      expect(await store.list('')).toEqual([before.tag]);
      const fits = await putArtifact(store, { ...FACTS, name: 'large' }, fileContent(large.subarray(0, 1024 * 1024)));
      expect((await store.manifest(fits.tag)).descriptor.digest).toBe(fits.digest);
      expect((await store.manifest(before.tag)).descriptor.digest).toBe(before.digest);
    });
  });
} else {
  process.stderr.write(`left out, as only root can mount: ${FULL}\n`);
}

/** In a container root may be without the right to mount. */
function canMount(): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'agent-mount-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder], { stdio: 'ignore' });
    execFileSync('umount', [folder]);
    return true;
  } catch (error) {
    if (process.env.CDK8S_TEKTON_ALL === '1') throw error;
    return false;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
