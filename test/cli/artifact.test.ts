import { chmodSync, existsSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { call, callOn } from './terminal';

let folder: string;
let store: string[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'artifact-'));
  store = ['--store', join(folder, 'store')];
  mkdirSync(join(folder, 'site'));
  writeFileSync(join(folder, 'site', 'index.html'), '<h1>hello</h1>');
  symlinkSync('/etc/hostname', join(folder, 'site', 'outside'));
  writeFileSync(join(folder, 'list.json'), '{"a":1}');
  await call('artifact', 'put', join(folder, 'site'), ...store);
  await call('artifact', 'put', join(folder, 'list.json'), '--name', 'list', ...store);
});
afterEach(() => rmSync(folder, { recursive: true }));

interface Listed { readonly name: string; readonly digest: string }

async function listed(): Promise<Listed[]> {
  return JSON.parse((await call('artifact', 'ls', '--json', ...store)).stdout) as Listed[];
}

test('lists what was pushed, by name, kind and size', async () => {
  expect(await listed()).toEqual(expect.arrayContaining([
    expect.objectContaining({ name: 'site', kind: 'directory', mediaType: 'application/vnd.tekton.artifact.tar+gzip' }),
    expect.objectContaining({ name: 'list', kind: 'file', size: 7 }),
  ]));
  expect((await call('artifact', 'ls', ...store)).stdout).toMatch(/^list +file +7 B +sha256:/m);
});

test('prints the reference of what it pushes', async () => {
  const { code, stdout } = await call('artifact', 'put', join(folder, 'list.json'), '--name', 'list', ...store);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^oci-layout:.*@sha256:[0-9a-f]{64}\n$/);
});

test('follows a link that a person names, and no link in what it leads to', async () => {
  symlinkSync('site', join(folder, 'current'));
  expect((await call('artifact', 'put', join(folder, 'current'), ...store)).code).toBe(0);
  expect((await call('artifact', 'get', 'current', join(folder, 'copy'), ...store)).code).toBe(0);
  expect(readdirSync(join(folder, 'copy'))).toEqual(['index.html', 'outside']);
  expect(lstatSync(join(folder, 'copy', 'outside')).isSymbolicLink()).toBe(true);
});

test('takes the reference that it printed, which brings its store along', async () => {
  const reference = (await call('artifact', 'put', join(folder, 'list.json'), '--name', 'list', ...store)).stdout.trim();
  expect(await call('artifact', 'cat', reference)).toEqual({ code: 0, stdout: '{"a":1}', stderr: '' });
  expect(await call('artifact', 'cat', reference, ...store)).toMatchObject({ code: 0 });
  expect(await call('artifact', 'cat', reference, '--store', folder)).toMatchObject({ code: 2, stderr: expect.stringContaining('names its store') as string });
});

test.each([
  ['oci-layout:/tmp/store@sha256:123', "is no reference, expected the uri of a store and '@sha256:<64 hex digits>' behind it"],
  ['s3://bucket/ci', "is no reference, expected the uri of a store and '@sha256:<64 hex digits>' behind it"],
  ['s3://bucket/ci@sha256:123', "is no reference, expected the uri of a store and '@sha256:<64 hex digits>' behind it"],
  ['pvc:claim/artifacts@sha256:123', 'is on a claim, which is only to be seen in its cluster'],
  ['registry.example.com/ci@sha256:zz', "invalid digest 'sha256:zz': it has 2 hex digits instead of 64"],
])('fails for the malformed reference %s', async (reference, message) => {
  expect(await call('artifact', 'get', reference, join(folder, 'copy'), ...store)).toMatchObject({ code: 2, stderr: expect.stringContaining(message) as string });
});

test('finds an artifact by its name, its digest and the start of that', async () => {
  const digest = (await listed()).find(({ name }) => name === 'list')?.digest as string;
  for (const name of ['list', digest, digest.slice(0, 15), digest.slice(7, 15)]) {
    expect(await call('artifact', 'cat', name, ...store)).toEqual({ code: 0, stdout: '{"a":1}', stderr: '' });
  }
});

test('shows a directory and its files', async () => {
  expect((await call('artifact', 'tree', 'site', ...store)).stdout).toBe('     14 B  index.html\n');
  expect((await call('artifact', 'cat', 'site', 'index.html', ...store)).stdout).toBe('<h1>hello</h1>');
});

test('pulls a directory to a new path', async () => {
  expect((await call('artifact', 'get', 'site', join(folder, 'copy'), ...store)).code).toBe(0);
  expect(readFileSync(join(folder, 'copy', 'index.html'), 'utf8')).toBe('<h1>hello</h1>');
});

test('pulls with the modes that the umask leaves', async () => {
  chmodSync(join(folder, 'site', 'index.html'), 0o755);
  await call('artifact', 'put', join(folder, 'site'), '--name', 'tools', ...store);
  const umask = process.umask(0o027);
  try {
    for (const name of ['tools', 'list']) expect((await call('artifact', 'get', name, join(folder, 'got', name), ...store)).code).toBe(0);
  } finally {
    process.umask(umask);
  }
  expect(['tools', 'tools/index.html', 'list'].map((path) => (statSync(join(folder, 'got', path)).mode & 0o777).toString(8))).toEqual(['750', '750', '640']);
});

test('deletes an artifact', async () => {
  expect((await call('artifact', 'delete', 'list', ...store)).code).toBe(0);
  expect((await listed()).map(({ name }) => name)).toEqual(['site']);
});

test('fails to show what a link of an artifact points to', async () => {
  expect(await call('artifact', 'cat', 'site', 'outside', ...store)).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining("no file 'outside'") as string });
});

test('fails to pull over something', async () => {
  expect(await call('artifact', 'get', 'site', join(folder, 'site'), ...store)).toMatchObject({ code: 2, stderr: expect.stringContaining('never overwrites') as string });
});

test('fails on content that was changed in the store, and writes none of it', async () => {
  const blobs = join(folder, 'store', 'blobs', 'sha256');
  for (const blob of readdirSync(blobs)) {
    const path = join(blobs, blob);
    if (readFileSync(path, 'utf8') === '{"a":1}') writeFileSync(path, '{"a":2}');
  }
  const { code, stdout, stderr } = await call('artifact', 'cat', 'list', ...store);
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toMatch(/sha256:[0-9a-f]{64}.*expected/);
});

test('fails to store what has no name that an artifact can have, instead of leaving letters out', async () => {
  writeFileSync(join(folder, 'prüfung.txt'), '');
  expect(await call('artifact', 'put', join(folder, 'prüfung.txt'), ...store)).toMatchObject({
    code: 2, stderr: expect.stringMatching(/^error: 'prüfung-txt' cannot be the name of an artifact, .*: give one with --name\n$/) as string,
  });
  expect(await call('artifact', 'put', join(folder, 'prüfung.txt'), '--name', 'pruefung', ...store)).toMatchObject({ code: 0 });
});

test('fails to store anything once it is stopped', async () => {
  const before = await listed();
  writeFileSync(join(folder, 'list.json'), '{"a":2}');
  expect(await callOn({ signal: AbortSignal.abort() }, 'artifact', 'put', join(folder, 'list.json'), ...store)).toEqual({ code: 1, stdout: '', stderr: 'error: aborted\n' });
  expect(await listed()).toEqual(before);
});

test('fails on a place of objects without a name', async () => {
  expect(await call('artifact', 'ls', '--store', 's3://')).toMatchObject({ code: 2, stderr: "error: 's3://' names nothing, expected a bucket, a container or a server behind it\n" });
});

test('fails on a store that is none, and makes none', async () => {
  const nowhere = join(folder, 'nowhere');
  expect(await call('artifact', 'ls', '--store', nowhere)).toMatchObject({ code: 2, stderr: expect.stringContaining('is no artifact store') as string });
  expect(await call('artifact', 'ls', '--store', 's4://bucket')).toMatchObject({ code: 2, stderr: expect.stringContaining('s3://<bucket>') as string });
  expect(existsSync(nowhere)).toBe(false);
});

test('fails on an artifact that is not there, and says what shows them', async () => {
  expect(await call('artifact', 'cat', 'lost', ...store)).toMatchObject({ code: 2, stderr: expect.stringContaining('artifact ls') as string });
});
