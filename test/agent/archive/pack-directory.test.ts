import { execFileSync, spawnSync } from 'child_process';
import { chmodSync, linkSync, mkdirSync, readFileSync, symlinkSync, utimesSync, writeFileSync } from 'fs';
import { createServer } from 'net';
import { join } from 'path';
import { gunzipSync } from 'zlib';
import { packDirectory, type PackedContent } from '../../../src/agent/archive';
import { assertExtractable, DEFAULT_LIMITS } from '../../../src/agent/archive/limits';
import { packTree } from '../../../src/agent/archive/pack-tree';
import { digestOf } from '../../../src/contract/digest';
import { bundledAgent } from './bundled-agent';
import { bytesOf, extract, gnuTar, RUNS_AS_ROOT, temporaryDirectory, testWhere, treeOf, writeTree } from './support';

jest.setTimeout(60_000);

const scratch = temporaryDirectory();
let directories = 0;

function newDirectory(files: Record<string, string> = {}): string {
  const directory = join(scratch, `d${directories++}`);
  writeTree(directory, files);
  return directory;
}

async function pack(directory: string): Promise<{ readonly packed: PackedContent; readonly bytes: Buffer; readonly tar: Buffer }> {
  const packed = await packDirectory(directory);
  const bytes = await bytesOf(packed.open());
  await packed.dispose();
  return { packed, bytes, tar: gunzipSync(bytes) };
}

function names(tar: Buffer): string[] {
  const file = join(scratch, `list${directories++}.tar`);
  writeFileSync(file, tar);
  return gnuTar('--quoting-style=literal', '-tf', file).toString().split('\n').slice(0, -1);
}

describe('packing a directory', () => {
  test('gives size, digests and number of entries of what it packed', async () => {
    const { packed, bytes, tar } = await pack(newDirectory({ 'a/b': 'x' }));
    expect(packed.size).toBe(bytes.length);
    expect(packed.digest).toBe(digestOf(bytes));
    expect(packed.diffId).toBe(digestOf(tar));
    expect(packed.uncompressedSize).toBe(tar.length);
    expect(packed.entries).toBe(2);
  });

  test('gives the same bytes for the same content, whatever its times, owners, links and order of creation', async () => {
    const first = newDirectory({ 'a/one': '1', 'b': '2', 'c': '2' });
    const second = newDirectory({ c: '2' });
    linkSync(join(second, 'c'), join(second, 'b'));
    writeTree(second, { 'a/one': '1' });
    utimesSync(join(second, 'a/one'), 1, 1);
    chmodSync(join(second, 'a'), 0o700);
    chmodSync(join(second, 'a/one'), 0o640);
    expect((await pack(second)).bytes).toEqual((await pack(first)).bytes);
  });

  test('is pinned: this content has this identity for ever', async () => {
    const directory = newDirectory({ 'bin/run': '#!/bin/sh\n', 'empty': '' });
    chmodSync(join(directory, 'bin/run'), 0o711);
    symlinkSync('bin/run', join(directory, 'start'));
    const { packed } = await pack(directory);
    expect(packed.diffId).toBe('sha256:dad8fa190122b5383fb555558dbf816750286499bcbd75ace4af270ee99843e0');
  });

  test('orders full names by their bytes, parents first', async () => {
    const { tar } = await pack(newDirectory({ 'a/z': '', 'a-b': '', 'a0': '', 'B': '', 'a/é': '', 'a/e': '' }));
    expect(names(tar)).toEqual(['B', 'a-b', 'a/', 'a/e', 'a/z', 'a/é', 'a0']);
  });

  test('ends with exactly two blocks of zeros, also when it is empty', async () => {
    const { packed, tar } = await pack(newDirectory());
    expect(tar).toEqual(Buffer.alloc(1024));
    expect(packed.entries).toBe(0);
  });

  test('sets the time it is given on all entries', async () => {
    const packed = await packDirectory(newDirectory({ 'd/f': '' }), { mtime: 1_700_000_000 });
    const file = join(scratch, 'times.tgz');
    writeFileSync(file, await bytesOf(packed.open()));
    const times = gnuTar('--utc', '-tvzf', file).toString().match(/2023-11-14 22:13/g);
    expect(times).toHaveLength(2);
  });

  test('reads again from any offset', async () => {
    const packed = await packDirectory(newDirectory({ f: 'x'.repeat(5000) }), { memory: 0 });
    const whole = await bytesOf(packed.open());
    expect(await bytesOf(packed.open(7))).toEqual(whole.subarray(7));
    expect(await bytesOf(packed.open(whole.length))).toEqual(Buffer.alloc(0));
    await packed.dispose();
  });

  test('is extracted by GNU tar to the same tree', async () => {
    const directory = newDirectory({
      '-rf': 'dash',
      'new\nline': 'n',
      'ünïcode/文件': 'u',
      'empty/.keep': '',
      [`${'long/'.repeat(30)}name`]: 'split into a prefix',
      ['x'.repeat(250)]: 'pax',
    });
    writeFileSync(Buffer.concat([Buffer.from(`${directory}/`), Buffer.from([0xff, 0xfe, 0x41])]), 'not UTF-8');
    mkdirSync(join(directory, 'nothing'));
    symlinkSync(`/${'far/'.repeat(40)}away`, join(directory, 'dangling'));
    chmodSync(join(directory, '-rf'), 0o700);
    const file = join(scratch, 'interop.tgz');
    writeFileSync(file, (await pack(directory)).bytes);
    const out = newDirectory();
    gnuTar('-xzf', file, '-C', out);
    expect(treeOf(out)).toEqual(treeOf(directory));
  });

  test('keeps blocks apart that are given away as soon as they are full', () => {
    // contents that end just before a block does, so that padding crosses over
    const directory = newDirectory({ a: 'x'.repeat(1024 * 1024 - 512 - 1), b: 'y'.repeat(300) });
    const blocks: Buffer[] = [];
    packTree(directory, 0, block => {
      const given = structuredClone(new Uint8Array(block));
      structuredClone(block, { transfer: [block.buffer as ArrayBuffer] });
      blocks.push(Buffer.from(given));
    });
    expect(names(Buffer.concat(blocks))).toEqual(['a', 'b']);
  });

  test('stores what does not shrink, and compresses what does', async () => {
    const noise = newDirectory();
    execFileSync('dd', ['if=/dev/urandom', `of=${noise}/f`, 'bs=1M', 'count=3', 'status=none']);
    const { bytes } = await pack(noise);
    // a stored member has 5 bytes for each 64 KiB and some 20 of its own
    expect(bytes.length - 3 * 1024 * 1024).toBeGreaterThan(0);
    expect(bytes.length - 3 * 1024 * 1024).toBeLessThan(2000);
    expect((await pack(newDirectory({ f: 'abc '.repeat(500_000) }))).bytes.length).toBeLessThan(20_000);
  });
});

describe('what cannot be packed', () => {
  test.each([-1, 1.5, NaN, 2 ** 40])('fails for the time %p, which a header cannot hold', async mtime => {
    await expect(packDirectory(newDirectory(), { mtime })).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
  });

  const packing = async (directory: string) => packDirectory(directory);

  test('fails for a directory that no step wrote', async () => {
    await expect(packing(join(scratch, 'missing'))).rejects.toMatchObject({ code: 'OUTPUT_MISSING' });
  });

  test('fails for a file in place of the directory', async () => {
    const directory = newDirectory({ f: '' });
    await expect(packing(join(directory, 'f'))).rejects.toMatchObject({ code: 'KIND_MISMATCH', message: expect.stringContaining('is a file, expected a directory') });
  });

  test('fails for a symbolic link in place of the directory, which could lead to credentials', async () => {
    const link = join(scratch, 'link');
    symlinkSync('/etc', link);
    await expect(packing(link)).rejects.toMatchObject({ code: 'KIND_MISMATCH', message: expect.stringContaining('is a symbolic link') });
  });

  test('fails for a named pipe, with its name', async () => {
    const directory = newDirectory({ 'sub/f': '' });
    execFileSync('mkfifo', [join(directory, 'sub/pipe')]);
    await expect(packing(directory)).rejects.toMatchObject({ code: 'OUTPUT_INVALID', message: expect.stringContaining("'sub/pipe', it is a named pipe") });
  });

  test('fails for a socket, with its name', async () => {
    const directory = newDirectory();
    const server = createServer().listen(join(directory, 'socket'));
    await new Promise(resolve => server.once('listening', resolve));
    await expect(packing(directory)).rejects.toMatchObject({ code: 'OUTPUT_INVALID', message: expect.stringContaining("'socket', it is a socket") });
    server.close();
  });

  test('fails for a file that grows while it is read', () => {
    const directory = newDirectory({ log: 'x'.repeat(3 * 1024 * 1024) });
    const grow = () => writeFileSync(join(directory, 'log'), 'more', { flag: 'a' });
    expect(() => packTree(directory, 0, grow)).toThrow(expect.objectContaining({ code: 'OUTPUT_INVALID', message: expect.stringContaining("'log' changed while it was read") }));
  });

  test('fails for a file that is cut off while it is read', () => {
    const directory = newDirectory({ log: 'x'.repeat(3 * 1024 * 1024) });
    const cut = () => writeFileSync(join(directory, 'log'), '');
    expect(() => packTree(directory, 0, cut)).toThrow(expect.objectContaining({ code: 'OUTPUT_INVALID' }));
  });

  test('fails for a file that appears in a directory while it is read', () => {
    const directory = newDirectory({ 'd/f': 'x'.repeat(2 * 1024 * 1024) });
    const add = () => writeFileSync(join(directory, 'd/late'), '');
    expect(() => packTree(directory, 0, add)).toThrow(expect.objectContaining({ message: expect.stringContaining("'d' changed while it was read") }));
  });

  test('what lies as deep as can be packed can be extracted', async () => {
    const deepest = 'd/'.repeat(DEFAULT_LIMITS.depth - 1);
    const content = await packing(newDirectory({ [`${deepest}f`]: 'x' }));
    const place = join(scratch, 'deep');
    await extract(await bytesOf(content.open()), place);
    expect(readFileSync(join(place, deepest, 'f'), 'utf8')).toBe('x');
    await expect(packing(newDirectory({ [`${deepest}d/f`]: 'x' }))).rejects.toMatchObject({ code: 'OUTPUT_INVALID' });
  });

  test('fails for what no consumer would extract', () => {
    const limits = { ...DEFAULT_LIMITS, ratio: 10, ratioFrom: 500, entries: 3 };
    const check = (size: number, uncompressedSize: number, entries: number, symlinkBytes = 0) => () => (
      assertExtractable({ size, uncompressedSize, entries, symlinkBytes }, limits)
    );
    expect(check(1, 500, 3)).not.toThrow();
    expect(check(100, 1000, 3)).not.toThrow();
    expect(check(100, 1001, 3)).toThrow(expect.objectContaining({ code: 'LIMIT_EXCEEDED', message: expect.stringContaining('at most 1000') }));
    expect(check(100, 100, 4)).toThrow(expect.objectContaining({ code: 'LIMIT_EXCEEDED', message: expect.stringContaining('4 files') }));
    expect(check(100, 100, 3, limits.symlinkBytes + 1)).toThrow(expect.objectContaining({ code: 'LIMIT_EXCEEDED', message: expect.stringContaining('symbolic links') }));
  });

  test('fails for directories that are nested without end', async () => {
    const directory = newDirectory();
    mkdirSync(join(directory, 'd/'.repeat(300)), { recursive: true });
    await expect(packing(directory)).rejects.toMatchObject({ code: 'OUTPUT_INVALID', message: expect.stringContaining('deeper than 256') });
  });

  testWhere(RUNS_AS_ROOT, 'only root can become another user')('fails for a file of another user, with its name, owner, mode and the fix', async () => {
    const directory = newDirectory({ 'keys/private': 'secret' });
    chmodSync(join(directory, 'keys/private'), 0o600);
    const { stdout } = spawnSync(process.execPath, [bundledAgent(), 'pack', directory], { uid: 65532, gid: 65532, encoding: 'utf8' });
    expect(JSON.parse(stdout)).toMatchObject({
      code: 'OUTPUT_UNREADABLE',
      message: "cannot read 'keys/private' (owner 0:0, mode 0600) as uid 65532, make it readable in the step that writes it ('chmod -R a+rX') or run the injected steps with the same runAsUser",
    });
    chmodSync(join(directory, 'keys'), 0o700);
    const closed = spawnSync(process.execPath, [bundledAgent(), 'pack', directory], { uid: 65532, gid: 65532, encoding: 'utf8' });
    expect(JSON.parse(closed.stdout)).toMatchObject({ message: expect.stringContaining("cannot read 'keys' (owner 0:0, mode 0700)") });
  });
});
