import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { digestOf } from '../../src/contract/digest';
import { bytesSource, OciClient } from '../../src/oci-client';
import { describeWithServer } from '../servers/binaries';
import { PASSWORD, USERNAME } from '../servers/credentials';
import { type RegistryOptions, startRegistry, type TestRegistry } from '../servers/registry';
import { type Called, callOn } from './terminal';

const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
const INDEX = 'application/vnd.oci.image.index.v1+json';
const CONFIG = '{}';

let folder: string;
beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'pin-')); });
afterEach(() => rmSync(folder, { recursive: true }));

const file = (name: string) => join(folder, name);
const lock = () => (JSON.parse(readFileSync(file('lock.json'), 'utf8')) as { images: { [name: string]: string } }).images;
function task(image: string): string {
  return `# the build\napiVersion: tekton.dev/v1\nkind: Task\nmetadata: {name: build}\nspec:\n  steps:\n    - name: build\n      image: ${image}   # what builds\n      command: [make]\n`;
}

describe.each<[string, RegistryOptions]>([
  ['that wants a password', { auth: 'htpasswd' }],
  ['that wants tokens, with a certificate of its own', { auth: 'token', tls: true }],
])('pin with a registry', (kind, options) => describeWithServer('registry', kind, () => {
  let registry: TestRegistry;
  let client: OciClient;
  let repository: string;
  let repositories = 0;
  beforeAll(async () => { registry = await startRegistry(options); });
  afterAll(() => registry.stop());

  beforeEach(() => {
    repository = `${registry.host}/tools/r${repositories += 1}`;
    mkdirSync(file('docker'));
    const auth = Buffer.from(`${USERNAME}:${PASSWORD}`).toString('base64');
    writeFileSync(file('docker/config.json'), JSON.stringify({ auths: { [registry.host]: { auth } } }));
    client = new OciClient({ env: { DOCKER_CONFIG: file('docker') }, ca: registry.certificates?.ca, plainHttp: !options.tls });
  });
  afterEach(() => client.close());

  /** Puts an image, or an index of it, under a tag. */
  async function push(tag: string, note: string, multiPlatform = false): Promise<string> {
    const { blobs, manifests } = client.repository(repository);
    const config = { mediaType: 'application/vnd.oci.empty.v1+json', digest: digestOf(CONFIG), size: CONFIG.length };
    await blobs.push(config, bytesSource(Buffer.from(CONFIG)));
    const image = { schemaVersion: 2, mediaType: MANIFEST, config, layers: [], annotations: { note } };
    const { descriptor } = await manifests.push(Buffer.from(JSON.stringify(image)), MANIFEST, multiPlatform ? {} : { tag });
    if (!multiPlatform) return descriptor.digest;
    const { digest, size } = descriptor;
    const index = { schemaVersion: 2, mediaType: INDEX, manifests: [{ mediaType: MANIFEST, digest, size, platform: { os: 'linux', architecture: 'arm64' } }] };
    return (await manifests.push(Buffer.from(JSON.stringify(index)), INDEX, { tag })).descriptor.digest;
  }

  function pin(...args: string[]): Promise<Called> {
    const trust = options.tls ? ['--ca-file', registry.certificates?.caFile ?? ''] : [];
    return callOn({ environment: { DOCKER_CONFIG: file('docker') } }, 'pin', folder, '--lock', file('lock.json'), ...trust, ...args);
  }

  test('locks the digest of an image, and of the index of a multi-platform one', async () => {
    const single = await push('1.0', 'one');
    const index = await push('multi', 'two', true);
    writeFileSync(file('a.yaml'), task(`${repository}:1.0`));
    writeFileSync(file('b.yaml'), task(`"${repository}:multi"`));
    expect(await pin()).toMatchObject({ code: 0, stderr: '' });
    expect(lock()).toEqual({ [`${repository}:1.0`]: single, [`${repository}:multi`]: index });
    expect(readFileSync(file('a.yaml'), 'utf8')).toBe(task(`${repository}:1.0`));
  });

  test('writes digests into the YAML and changes nothing else; then validate and --check are content', async () => {
    const digest = await push('1.0', 'one');
    writeFileSync(file('a.yaml'), task(`"${repository}:1.0"`));
    expect(await pin('--write')).toMatchObject({ code: 0, stdout: expect.stringContaining('1 of 1 name') as string });
    expect(readFileSync(file('a.yaml'), 'utf8')).toBe(task(`"${repository}:1.0@${digest}"`));
    expect(await pin('--check')).toMatchObject({ code: 0, stdout: expect.stringContaining('1 image or bundle agrees with') as string, stderr: '' });
    const checked = await callOn({}, 'validate', file('a.yaml'), '--pack', 'digest', '--json');
    expect((JSON.parse(checked.stdout) as { findings: unknown[] }).findings).toEqual([]);
  });

  test('writes the digest where an anchor names the image, and leaves its aliases', async () => {
    const digest = await push('1.0', 'one');
    const shared = (image: string): string => `${task(`&image ${image}`)}    - image: *image\n`;
    writeFileSync(file('a.yaml'), shared(`${repository}:1.0`));
    expect(await pin('--write')).toMatchObject({ code: 0 });
    expect(readFileSync(file('a.yaml'), 'utf8')).toBe(shared(`${repository}:1.0@${digest}`));
    expect(await pin('--check')).toMatchObject({ code: 0, stderr: '' });
  });

  test('keeps what is locked until it is asked to update, and notices that a tag has moved', async () => {
    const first = await push('1.0', 'one');
    writeFileSync(file('a.yaml'), task(`${repository}:1.0`));
    await pin();
    const second = await push('1.0', 'two');
    await pin();
    expect(lock()).toEqual({ [`${repository}:1.0`]: first });
    expect(await pin('--check')).toMatchObject({ code: 0 });
    expect(await pin('--check', '--update')).toMatchObject({ code: 1, stderr: expect.stringContaining(`is ${second} now`) as string });
    await pin('--update');
    expect(lock()).toEqual({ [`${repository}:1.0`]: second });
  });

  test('moves the digests that it wrote when it is asked to update', async () => {
    await push('1.0', 'one');
    const other = `${repository}:other@${await push('other', 'by hand')}`;
    writeFileSync(file('a.yaml'), task(`${repository}:1.0`));
    writeFileSync(file('b.yaml'), task(other));
    await pin('--write');
    const second = await push('1.0', 'two');
    await push('other', 'moved');
    expect(await pin('--update', '--write')).toMatchObject({ code: 0, stdout: expect.stringContaining('1 of 1 name') as string });
    expect(readFileSync(file('a.yaml'), 'utf8')).toBe(task(`${repository}:1.0@${second}`));
    expect(readFileSync(file('b.yaml'), 'utf8')).toBe(task(other));
    expect(await pin('--check', '--update')).toMatchObject({ code: 0, stderr: '' });
  });

  test('fails for a tag that is not there, and locks the others', async () => {
    const digest = await push('1.0', 'one');
    writeFileSync(file('a.yaml'), task(`${repository}:1.0`));
    writeFileSync(file('b.yaml'), task(`${repository}:gone`));
    const ended = await pin();
    expect(ended).toMatchObject({ code: 1, stderr: expect.stringMatching(/b\.yaml:8:14: '.*:gone' is not there/) as string });
    expect(lock()).toEqual({ [`${repository}:1.0`]: digest });
  });

  test('fails with credentials that are wrong or missing, says so, and locks nothing', async () => {
    await push('1.0', 'one');
    writeFileSync(file('a.yaml'), task(`${repository}:1.0`));
    const wrong = Buffer.from(`${USERNAME}:wrong`).toString('base64');
    for (const auths of [{ [registry.host]: { auth: wrong } }, {}]) {
      writeFileSync(file('docker/config.json'), JSON.stringify({ auths }));
      expect(await pin()).toMatchObject({ code: 1, stderr: expect.stringMatching(/a\.yaml:8:14: .*(?:credentials|401|denied|login)/i) as string });
      expect(existsSync(file('lock.json'))).toBe(false);
    }
  });
}));

describe('pin without a registry', () => {
  const pin = (...args: string[]) => callOn({}, 'pin', folder, '--lock', file('lock.json'), ...args);
  const DIGESTS = ['a', 'b'].map((digit) => `sha256:${digit.repeat(64)}`);

  test('--check fails for a name that nobody locked, and for YAML and lock that differ', async () => {
    writeFileSync(file('a.yaml'), task('node:22'));
    expect(await pin('--check')).toMatchObject({ code: 1, stderr: expect.stringMatching(/a\.yaml:8:14: 'node:22' is not in the lock/) as string });
    writeFileSync(file('lock.json'), JSON.stringify({ images: { 'node:22': DIGESTS[0] } }));
    expect(await pin('--check')).toMatchObject({ code: 0 });
    writeFileSync(file('a.yaml'), task(`node:22@${DIGESTS[1]}`));
    expect(await pin('--check')).toMatchObject({ code: 1, stderr: expect.stringContaining('and the lock has') as string });
  });

  test('fails where YAML and lock differ, and says where', async () => {
    writeFileSync(file('a.yaml'), task(`node:22@${DIGESTS[1]}`));
    writeFileSync(file('lock.json'), JSON.stringify({ images: { 'node:22': DIGESTS[0] } }));
    expect(await pin()).toMatchObject({
      code: 1,
      stdout: `1 of 1 name in '${file('lock.json')}'\n`,
      stderr: expect.stringMatching(/a\.yaml:8:14: 'node:22' is pinned to sha256:b{64}, and the lock has sha256:a{64}: --write takes that of the lock\n$/) as string,
    });
    expect(await pin('--write')).toMatchObject({ code: 0, stdout: expect.stringContaining('1 file changed') as string });
    expect(readFileSync(file('a.yaml'), 'utf8')).toBe(task(`node:22@${DIGESTS[0]}`));
  });

  test.each([[[]], [['--check']], [['--update']]])('fails for a name that nothing can have, and asks nobody: %j', async (args) => {
    writeFileSync(file('a.yaml'), task('UPPER/x:1'));
    expect(await pin(...args)).toMatchObject({ code: 1, stderr: expect.stringMatching(/a\.yaml:8:14: 'UPPER\/x:1' is no name of an image: 'UPPER\/x' is not in lower case\n$/) as string });
  });

  test('validate --fix writes what the lock of this folder knows', async () => {
    writeFileSync(file('a.yaml'), task('"node:22"'));
    writeFileSync(file('b.yaml'), task('golang:1.24'));
    writeFileSync(file('tekton-images.lock.json'), JSON.stringify({ images: { 'node:22': DIGESTS[0] } }));
    const before = process.cwd();
    process.chdir(folder);
    try {
      expect(await callOn({}, 'validate', 'a.yaml', 'b.yaml', '--pack', 'digest', '--fix')).toMatchObject({ code: 0, stderr: '1 finding is mended in 1 file\n' });
    } finally {
      process.chdir(before);
    }
    expect(readFileSync(file('a.yaml'), 'utf8')).toBe(task(`"node:22@${DIGESTS[0]}"`));
    expect(readFileSync(file('b.yaml'), 'utf8')).toBe(task('golang:1.24'));
  });

  test('fails for a file that is no lock', async () => {
    writeFileSync(file('a.yaml'), task('node:22'));
    writeFileSync(file('lock.json'), '{"images": {"node:22": "latest"}}');
    expect(await pin()).toMatchObject({ code: 2, stderr: expect.stringContaining("'node:22' has the digest 'latest'") as string });
  });
});
