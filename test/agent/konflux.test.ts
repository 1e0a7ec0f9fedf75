import { execFileSync } from 'child_process';
import { existsSync, linkSync, lstatSync, mkdirSync, readFileSync, readlinkSync, rmSync, statSync, symlinkSync, writeFileSync } from 'fs';
import { join } from 'path';
import { gunzipSync } from 'zlib';
import { EMPTY_ARCHIVE, KONFLUX_LAYER, SKIP_MARKER } from '../../src/agent/artifact/konflux';
import { readArtifact } from '../../src/agent/artifact/read-artifact';
import { runAgent } from '../../src/agent/run-agent';
import { OciStore } from '../../src/agent/stores/oci';
import { planArguments } from '../../src/contract/agent-arguments';
import type { FetchInput, FetchPlan } from '../../src/contract/agent-plan';
import { digestOf, parseDigest } from '../../src/contract/digest';
import { EXIT_CODES } from '../../src/contract/exit-codes';
import type { StorageConfig } from '../../src/contract/storage-config';
import { bytesSource, OciClient, staticCredential } from '../../src/oci-client';
import { describeWithServer, findServer } from '../servers/binaries';
import { PASSWORD, USERNAME } from '../servers/credentials';
import { startRegistry, type TestRegistry } from '../servers/registry';
import { temporaryDirectory, testInvocation } from './support';
import { uploadStep, type UploadStep } from './upload-step';

/** What Konflux's policies take for a trusted artifact. */
const POLICY = /^oci:.*@sha256:[0-9a-f]{64}$/;

describeWithServer('registry', 'tasks of Konflux', () => {
  const temporary = temporaryDirectory();
  const at = (...path: string[]) => join(temporary.path, ...path);
  let registry: TestRegistry;
  let repository: string;
  let repositories = 0;
  beforeAll(async () => { registry = await startRegistry(); });
  afterAll(() => registry.stop());
  beforeEach(() => { repository = `${registry.host}/org/app-${repositories += 1}`; });

  /** The archive of create-oci.sh, by the same programs with the same options. */
  function theirArchive(...what: string[]): Buffer {
    execFileSync('tar', ['--create', '--use-compress-program=gzip -n', '--file', at('archive'), ...what]);
    return readFileSync(at('archive'));
  }

  /** Stores as they do: by oras where it is installed, else what it sends. Returns their result. */
  async function create(archive: Buffer, tag = 'app.git'): Promise<string> {
    const reference = `oci:${repository}@${digestOf(archive)}`;
    const oras = findServer('oras');
    if (oras !== undefined) {
      mkdirSync(at('archives'), { recursive: true });
      writeFileSync(at('archives', 'SOURCE_ARTIFACT'), archive);
      execFileSync(oras, ['push', '--plain-http', `${repository}:${tag}`, 'SOURCE_ARTIFACT'], { cwd: at('archives'), stdio: 'pipe' });
      return reference;
    }
    const client = new OciClient({ env: {} });
    const layer = { mediaType: 'application/vnd.oci.image.layer.v1.tar', digest: digestOf(archive), size: archive.length };
    await client.repository(repository).blobs.push(layer, bytesSource(archive));
    client.close();
    return reference;
  }

  /** Restores as use-oci.sh does, from a result. */
  async function use(result: string): Promise<string> {
    const [, name = ''] = /^oci:(.*)$/.exec(result) ?? [];
    const oras = findServer('oras');
    let archive: Buffer;
    if (oras === undefined) {
      const client = new OciClient({ env: {} });
      const chunks: Uint8Array[] = [];
      const digest = parseDigest(name.slice(name.indexOf('@') + 1));
      for await (const chunk of await client.repository(name).blobs.fetch(digest)) chunks.push(chunk as Uint8Array);
      archive = Buffer.concat(chunks);
      client.close();
    } else {
      archive = execFileSync(oras, ['blob', 'fetch', '--plain-http', name, '--output', '-'], { maxBuffer: 1 << 26 });
    }
    const destination = at('restored');
    rmSync(destination, { recursive: true, force: true });
    mkdirSync(destination);
    execFileSync('tar', ['-C', destination, '-zxpf', '-'], { input: archive });
    return destination;
  }

  async function fetch(result: string, kind: FetchInput['kind'] = 'directory', more: Partial<FetchInput & FetchPlan> = {}, env = {}) {
    ['in', 'results', 'scratch'].forEach((folder) => mkdirSync(at(folder), { recursive: true }));
    const { optional, ...plan } = more;
    const inputs = [{ name: 'SOURCE_ARTIFACT', kind, path: at('in', 'source'), codec: 'string' as const, ...optional ? { optional } : {} }];
    const invocation = testInvocation({ ERROR_RESULT: at('results', 'error'), INPUT_SOURCE_ARTIFACT_REF: result, DOCKER_CONFIG: at(), ...env });
    const errors: string[] = [];
    const code = await runAgent(['fetch', ...planArguments({ inputs, scratch: at('scratch'), ...plan })], invocation, (line) => void errors.push(line));
    return { code, errors };
  }

  function upload(outputs: UploadStep['outputs'], more: Partial<UploadStep> = {}, storage: StorageConfig = {}) {
    return uploadStep({
      folder: temporary.path,
      taskRun: 'run-1-clone',
      storage: { 'backend': 'oci', 'oci.repository': repository, 'oci.profile': 'konflux', ...storage },
      outputs,
      output: { codec: 'string' },
      ...more,
    });
  }

  describe('are read', () => {
    test('a directory, with all that GNU tar keeps', async () => {
      const long = `${'d'.repeat(120)}/${'f'.repeat(120)}.txt`;
      mkdirSync(at('src', 'd'.repeat(120)), { recursive: true });
      writeFileSync(at('src', long), 'long');
      writeFileSync(at('src', 'run.sh'), '#!/bin/sh\n', { mode: 0o755 });
      linkSync(at('src', 'run.sh'), at('src', 'same.sh'));
      symlinkSync('/nowhere/at/all', at('src', 'dangling'));
      symlinkSync('run.sh', at('src', 'link'));
      writeFileSync(at('src', 'grün €.txt'), 'names');
      const result = await create(theirArchive(`--directory=${at('src')}`, '.'));
      expect(await fetch(result)).toEqual({ code: 0, errors: [] });
      const source = at('in', 'source');
      expect(readFileSync(join(source, long), 'utf8')).toBe('long');
      expect(statSync(join(source, 'run.sh')).mode & 0o111).toBe(0o111);
      expect(readFileSync(join(source, 'same.sh'), 'utf8')).toBe('#!/bin/sh\n');
      expect(readlinkSync(join(source, 'dangling'))).toBe('/nowhere/at/all');
      expect(lstatSync(join(source, 'link')).isSymbolicLink()).toBe(true);
      expect(readFileSync(join(source, 'grün €.txt'), 'utf8')).toBe('names');
    });

    test.each(['gnu', 'posix', 'ustar', 'oldgnu'])('archives of format %s, in several members of gzip and with zeros behind', async (format) => {
      mkdirSync(at('src'));
      writeFileSync(at('src', 'a'), 'a'.repeat(20_000));
      const plain = gunzipSync(theirArchive(`--format=${format}`, `--directory=${at('src')}`, '.'));
      const members = [plain.subarray(0, 12_345), plain.subarray(12_345)].map((part) => execFileSync('gzip', ['-n'], { input: part }));
      expect(await fetch(await create(Buffer.concat([...members, Buffer.alloc(512)])))).toEqual({ code: 0, errors: [] });
      expect(readFileSync(at('in', 'source', 'a'), 'utf8')).toBe('a'.repeat(20_000));
    });

    test('a single file', async () => {
      writeFileSync(at('sbom.json'), '{"sbom":1}');
      const result = await create(theirArchive(`--directory=${temporary.path}`, 'sbom.json'));
      expect(await fetch(result, 'file')).toEqual({ code: 0, errors: [] });
      expect(readFileSync(at('in', 'source'), 'utf8')).toBe('{"sbom":1}');
    });

    test('a reference with the tag that they stored it under', async () => {
      writeFileSync(at('a'), 'a');
      const result = await create(theirArchive(`--directory=${temporary.path}`, 'a'));
      expect(await fetch(result.replace('@', ':app.git@'))).toEqual({ code: 0, errors: [] });
      expect(readFileSync(at('in', 'source', 'a'), 'utf8')).toBe('a');
    });

    test('nothing where they stored nothing, if that is allowed', async () => {
      const empty = theirArchive('--files-from', '/dev/null');
      expect(digestOf(empty)).toBe(EMPTY_ARCHIVE);
      const result = await create(empty);
      expect((await fetch(result)).code).toBe(EXIT_CODES.INPUT_MISSING);
      expect(await fetch(result, 'directory', { optional: true })).toEqual({ code: 0, errors: [] });
      expect(existsSync(at('in', 'source'))).toBe(false);
    });

    test('fails for an archive that was changed in the registry, before anything is extracted', async () => {
      writeFileSync(at('a'), 'a');
      const result = await create(theirArchive(`--directory=${temporary.path}`, 'a'));
      const hex = result.slice(-64);
      const blob = join(registry.folder, 'docker/registry/v2/blobs/sha256', hex.slice(0, 2), hex, 'data');
      const bytes = readFileSync(blob);
      bytes[bytes.length - 3] ^= 1;
      writeFileSync(blob, bytes);
      expect((await fetch(result)).code).toBe(EXIT_CODES.DIGEST_MISMATCH);
      expect(existsSync(at('in', 'source'))).toBe(false);
    });

    test('fails for a file that is an archive of several, and for what is not there', async () => {
      ['a', 'b'].forEach((name) => writeFileSync(at(name), name));
      const result = await create(theirArchive(`--directory=${temporary.path}`, 'a', 'b'));
      expect((await fetch(result, 'file')).code).toBe(EXIT_CODES.KIND_MISMATCH);
      expect((await fetch(result.replace(/[0-9a-f]{64}/, '0'.repeat(64)))).code).toBe(EXIT_CODES.NOT_FOUND);
    });
  });

  describe('read', () => {
    test('a directory and a file that we stored', async () => {
      const { code, results, errors } = await upload({ SOURCE_ARTIFACT: { 'main.js': 'main()', 'lib/a.js': 'a()' }, SBOM_ARTIFACT: '{"sbom":1}' });
      expect({ code, errors }).toEqual({ code: 0, errors: [] });
      expect(results.SOURCE_ARTIFACT).toMatch(POLICY);
      expect(results.SOURCE_ARTIFACT.startsWith(`oci:${repository}@`)).toBe(true);
      const source = await use(results.SOURCE_ARTIFACT);
      expect(readFileSync(join(source, 'main.js'), 'utf8')).toBe('main()');
      expect(readFileSync(join(source, 'lib', 'a.js'), 'utf8')).toBe('a()');
      expect(readFileSync(join(await use(results.SBOM_ARTIFACT), 'SBOM_ARTIFACT'), 'utf8')).toBe('{"sbom":1}');
      expect(await fetch(results.SBOM_ARTIFACT, 'file')).toEqual({ code: 0, errors: [] });
      expect(readFileSync(at('in', 'source'), 'utf8')).toBe('{"sbom":1}');
    });

    test('an archive that a manifest keeps in the registry, with the expiry that their Tasks set', async () => {
      const { results } = await upload({ SOURCE_ARTIFACT: { a: 'a' } }, { env: { IMAGE_EXPIRES_AFTER: '5d' } });
      const client = new OciClient({ env: {} });
      const { content } = await client.repository(repository).manifests.fetch('ci.run-1.run-1-clone.SOURCE_ARTIFACT');
      client.close();
      expect(JSON.parse(content.toString())).toMatchObject({
        layers: [{ mediaType: KONFLUX_LAYER, digest: results.SOURCE_ARTIFACT.slice(-71) }],
        annotations: { 'quay.expires-after': '5d' },
      });
    });

    test('what a step hands on unmodified, by their marker', async () => {
      const given = `oci:quay.io/org/app:on-pr.git@${digestOf('given')}`;
      const { code, results } = await upload({ SOURCE_ARTIFACT: { [SKIP_MARKER]: given, a: 'a' }, CACHI2_ARTIFACT: { [SKIP_MARKER]: '' } });
      expect({ code, results }).toEqual({ code: 0, results: { SOURCE_ARTIFACT: given, CACHI2_ARTIFACT: '' } });
    });

    test('fails for outputs that they could not read', async () => {
      const ended = await upload({ SOURCE_ARTIFACT: 'x' }, { output: {} });
      expect(ended).toMatchObject({ code: EXIT_CODES.CONFIG_INVALID, errors: [expect.stringContaining("declare it with codec 'string'")] });
      expect((await upload({ SOURCE_ARTIFACT: 'x' }, { output: { codec: 'string', storage: 'inline' } })).code).toBe(EXIT_CODES.CONFIG_INVALID);
    });
  });
});

describeWithServer('registry', 'a registry as tasks of Konflux name it', () => {
  const temporary = temporaryDirectory();
  const at = (...path: string[]) => join(temporary.path, ...path);
  let registry: TestRegistry;
  beforeAll(async () => { registry = await startRegistry({ auth: 'token', tls: true }); });
  afterAll(() => registry.stop());

  function upload(env: { readonly [name: string]: string }) {
    const storage: StorageConfig = { 'backend': 'oci', 'oci.repository': `${registry.host}/org/app`, 'oci.profile': 'konflux', 'oci.plainHttp': 'false' };
    return uploadStep({ folder: temporary.path, taskRun: 'clone', storage, outputs: { SOURCE_ARTIFACT: 'x' }, output: { codec: 'string' }, env });
  }

  const auth = Buffer.from(`${USERNAME}:${PASSWORD}`).toString('base64');
  const caFile = () => registry.certificates?.caFile ?? '';

  test('is reached by AUTHFILE, with the longest path that fits, and CA_FILE', async () => {
    writeFileSync(at('auth.json'), JSON.stringify({ auths: { [registry.host]: { auth: 'eDp5' }, [`${registry.host}/org`]: { auth } } }));
    expect(await upload({ AUTHFILE: at('auth.json'), CA_FILE: caFile() })).toMatchObject({ code: 0, errors: [], warnings: [] });
    const credentials = staticCredential(registry.host, { username: USERNAME, password: PASSWORD });
    const client = new OciClient({ ca: registry.certificates?.ca, plainHttp: false, env: {}, credentials });
    expect(await client.repository(`${registry.host}/org/app`).manifests.exists('ci.run-1.clone.SOURCE_ARTIFACT')).toBe(true);
    client.close();
  });

  test('fails without its authority, also where CA_FILE is not there', async () => {
    writeFileSync(at('auth.json'), JSON.stringify({ auths: { [registry.host]: { auth } } }));
    const ended = await upload({ AUTHFILE: at('auth.json'), CA_FILE: at('nothing.crt') });
    expect(ended).toMatchObject({ code: EXIT_CODES.STORE_UNAVAILABLE, errors: [expect.stringMatching(/certificate|authority/)] });
  });

  test('fails for options of oras that would weaken it, or mean nothing here', async () => {
    expect(await upload({ ORAS_OPTIONS: '--insecure' })).toMatchObject({ code: EXIT_CODES.CONFIG_INVALID, errors: [expect.stringContaining('CA_FILE')] });
    expect(await upload({ ORAS_OPTIONS: '--concurrency 3' })).toMatchObject({ code: EXIT_CODES.CONFIG_INVALID, errors: [expect.stringContaining("'--concurrency'")] });
    expect((await upload({ ORAS_OPTIONS: `--debug --ca-file=${caFile()}`, AUTHFILE: at('auth.json') })).errors[0]).toContain('auth.json');
  });
});


describeWithServer('docker-registry', 'distribution 2, which fails when it is asked for an archive as a manifest', () => {
  const temporary = temporaryDirectory();
  let registry: TestRegistry;
  beforeAll(async () => { registry = await startRegistry({ program: 'docker-registry' }); });
  afterAll(() => registry.stop());

  test('gives what a step stored for Konflux', async () => {
    const storage: StorageConfig = { 'backend': 'oci', 'oci.repository': `${registry.host}/org/app`, 'oci.profile': 'konflux' };
    const { results } = await uploadStep({ folder: temporary.path, taskRun: 'clone', storage, outputs: { SOURCE_ARTIFACT: { a: 'text' } }, output: { codec: 'string' } });
    const [, uri, digest] = /^oci:(.*)@(.*)$/.exec(results.SOURCE_ARTIFACT) ?? [];
    const client = new OciClient({ env: {} });
    const path = join(temporary.path, 'read');
    await readArtifact(async (location) => new OciStore(client, location), { uri, digest }, { path, scratch: temporary.path });
    client.close();
    expect(readFileSync(join(path, 'a'), 'utf8')).toBe('text');
  });
});
