import { execFileSync } from 'child_process';
import { chmodSync, existsSync, linkSync, lstatSync, mkdirSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'fs';
import { join } from 'path';
import { gzipSync } from 'zlib';
import { digestOf } from '../../../src/contract/digest';
import { extract, gnuTar, rawEntry, rawTar, RUNS_AS_ROOT, temporaryDirectory, testWhere, treeOf, writeTree } from './support';

const scratch = temporaryDirectory();
let places = 0;

/** A directory that does not exist yet, alone in its parent. */
function newPlace(): string {
  const parent = join(scratch, `p${places++}`);
  mkdirSync(parent);
  return join(parent, 'artifact');
}

const SAMPLE = rawTar({ name: 'd/', type: '5' }, { name: 'd/f', content: 'content' }, { name: 'l', type: '2', link: 'd/f' });

describe('extracting an archive', () => {
  test('creates what is in it and says what that was', async () => {
    const place = newPlace();
    expect(await extract(gzipSync(SAMPLE), place)).toEqual({
      entries: 3, files: 1, directories: 1, symlinks: 1, hardLinks: 0, bytes: 7, diffId: digestOf(SAMPLE),
    });
    expect(treeOf(place)).toEqual({ 'd/': 'dir', 'd/f': 'file content', 'l': '-> d/f' });
  });

  test('tells gzip from plain by the first bytes', async () => {
    const place = newPlace();
    await extract(SAMPLE, place);
    expect(treeOf(place)).toHaveProperty('d/f');
  });

  test('reads several gzip members and zeros after the last', async () => {
    const place = newPlace();
    const members = [gzipSync(SAMPLE.subarray(0, 700)), gzipSync(SAMPLE.subarray(700, 701)), gzipSync(SAMPLE.subarray(701)), Buffer.alloc(4000)];
    await extract(Buffer.concat(members), place);
    expect(treeOf(place)).toEqual({ 'd/': 'dir', 'd/f': 'file content', 'l': '-> d/f' });
  });

  test('makes the empty archive of Konflux an empty directory', async () => {
    const place = newPlace();
    expect((await extract(gzipSync(Buffer.alloc(10240)), place)).entries).toBe(0);
    expect(treeOf(place)).toEqual({});
  });

  test('leaves everything readable and writable for any user, and nothing set-user-id', async () => {
    const umask = process.umask(0o077);
    try {
      const place = newPlace();
      await extract(rawTar(
        { name: 'd/', type: '5', mode: '0003500\0' }, { name: 'd/tool', mode: '0006710\0', content: 'x' }, { name: 'implied/f', mode: '0000400\0' },
      ), place);
      const modes = ['', 'd', 'd/tool', 'implied', 'implied/f'].map(name => (statSync(join(place, name)).mode & 0o7777).toString(8));
      expect(modes).toEqual(['777', '777', '777', '777', '666']);
    } finally {
      process.umask(umask);
    }
  });

  test.each(['gnu', 'pax', 'ustar', 'v7'])('reads what GNU tar writes in its format %s', async format => {
    const directory = join(scratch, `gnu-${format}`);
    const long: Record<string, string> = format === 'gnu' || format === 'pax' ? { [`${'deep/'.repeat(25)}${'n'.repeat(180)}`]: 'long', 'ü/文': 'unicode' } : {};
    writeTree(directory, { 'a/b': 'x'.repeat(3000), '-dash': '', 'z': 'last', ...long });
    mkdirSync(join(directory, 'empty'));
    symlinkSync('/absolute/target', join(directory, 'absolute'));
    symlinkSync('../outside', join(directory, 'a/dangling'));
    linkSync(join(directory, 'a/b'), join(directory, 'b-again'));
    chmodSync(join(directory, 'z'), 0o755);
    const place = newPlace();
    const stats = await extract(gnuTar('-C', directory, `--format=${format}`, '-cf', '-', '.'), place);
    expect(treeOf(place)).toEqual(treeOf(directory));
    expect(stats.hardLinks).toBe(1);
    expect(lstatSync(join(place, 'a/b')).ino).toBe(lstatSync(join(place, 'b-again')).ino);
  });

  test('reads owners and sizes in base-256', async () => {
    const place = newPlace();
    const size = `\x80${'\0'.repeat(10)}\x03`;
    await extract(rawTar({ name: 'f', size, content: 'abc', magic: 'ustar  \0' }), place);
    expect(treeOf(place)).toEqual({ f: 'file abc' });
  });

  test('makes a hard link to a symbolic link another symbolic link', async () => {
    const place = newPlace();
    await extract(rawTar({ name: 'one', type: '2', link: 'x' }, { name: 'two', type: '1', link: 'one' }), place);
    expect(treeOf(place)).toEqual({ one: '-> x', two: '-> x' });
  });

  test('overlooks comments for all entries, as git archive writes them', async () => {
    const place = newPlace();
    const comment = rawEntry({ name: 'pax_global_header', type: 'g', content: '52 comment=0123456789012345678901234567890123456789\n' });
    await extract(rawTar(comment, { name: 'f' }), place);
    expect(treeOf(place)).toEqual({ f: 'file ' });
  });
});

describe('the destination', () => {
  test('is created with the directories above it', async () => {
    const place = join(newPlace(), 'x/y');
    await extract(SAMPLE, place);
    expect(readdirSync(place).sort()).toEqual(['d', 'l']);
  });

  test('is kept where it is an empty directory: who has it open sees the content', async () => {
    const place = newPlace();
    mkdirSync(place);
    const { ino } = statSync(place);
    await extract(SAMPLE, place);
    expect(statSync(place).ino).toBe(ino);
    expect(readdirSync(place).sort()).toEqual(['d', 'l']);
  });

  test('is kept with directories in it, which are filled', async () => {
    const place = newPlace();
    mkdirSync(join(place, 'd'), { recursive: true });
    mkdirSync(join(place, 'not/in/the/archive'), { recursive: true });
    const { ino } = statSync(join(place, 'd'));
    await extract(SAMPLE, place);
    expect(statSync(join(place, 'd')).ino).toBe(ino);
    expect(treeOf(place)).toMatchObject({ 'd/f': 'file content', 'l': '-> d/f' });
  });

  test('fails where a directory in it is a file in the archive, and leaves it as it is', async () => {
    const place = newPlace();
    mkdirSync(join(place, 'd/f'), { recursive: true });
    await expect(extract(SAMPLE, place)).rejects.toMatchObject({ code: 'DESTINATION_INVALID' });
    expect(treeOf(place)).toEqual({ 'd/': 'dir', 'd/f/': 'dir' });
  });

  test('fails where it is not empty, and leaves it as it is', async () => {
    const place = newPlace();
    writeTree(place, { other: 'x' });
    await expect(extract(SAMPLE, place)).rejects.toMatchObject({ message: expect.stringContaining("is not empty, it holds 'other'") });
    expect(readdirSync(place)).toEqual(['other']);
  });

  test('fails where it is a symbolic link', async () => {
    const place = newPlace();
    symlinkSync(scratch, place);
    await expect(extract(SAMPLE, place)).rejects.toMatchObject({ message: expect.stringContaining('is not a directory') });
  });

  test.each([
    ['the digest of the archive', { expectedDiffId: digestOf('other') }, 'DIGEST_MISMATCH'],
    ['the number of entries', { expectedEntries: 2 }, 'ARCHIVE_INVALID'],
    ['the number of bytes', { expectedBytes: 8 }, 'ARCHIVE_INVALID'],
  ])('stays as it was when %s is not the expected one', async (_, options, code) => {
    const [absent, empty] = [newPlace(), newPlace()];
    mkdirSync(empty);
    await expect(extract(SAMPLE, absent, options)).rejects.toMatchObject({ code });
    await expect(extract(SAMPLE, empty, options)).rejects.toMatchObject({ code });
    expect(readdirSync(join(absent, '..'))).toEqual([]);
    expect(readdirSync(empty)).toEqual([]);
  });

  const canMount = RUNS_AS_ROOT && mountWorks();

  testWhere(canMount, 'it takes root to mount a file system')('is filled where something is mounted on it, and the mount stays', async () => {
    const place = newPlace();
    await withTmpfs(place, '8m', async () => {
      const { dev } = statSync(place);
      await extract(SAMPLE, place);
      expect(statSync(place).dev).toBe(dev);
      expect(treeOf(place)).toEqual({ 'd/': 'dir', 'd/f': 'file content', 'l': '-> d/f' });
    });
  });

  testWhere(canMount, 'it takes root to mount a file system')('fails on a full disk and holds nothing of the archive', async () => {
    const place = newPlace();
    await withTmpfs(place, '1m', async () => {
      const archive = rawTar({ name: 'small', content: 'x' }, { name: 'large', content: Buffer.alloc(3 << 20, 1) });
      await expect(extract(gzipSync(archive), place)).rejects.toMatchObject({ code: 'DISK_FULL', message: expect.stringContaining("entry 'large'") });
      expect(readdirSync(place)).toEqual([]);
    });
  });
});

function mountWorks(): boolean {
  const place = join(scratch, 'mount');
  mkdirSync(place);
  try {
    execFileSync('mount', ['-t', 'tmpfs', 'none', place], { stdio: 'ignore' });
    execFileSync('umount', [place]);
    return true;
  } catch {
    return false;
  }
}

async function withTmpfs(place: string, size: string, run: () => Promise<void>): Promise<void> {
  mkdirSync(place);
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'none', place]);
  try {
    await run();
  } finally {
    execFileSync('umount', [place]);
  }
}

test('the scratch directory has nothing left over', () => {
  expect(existsSync(scratch)).toBe(true);
  writeFileSync(join(scratch, 'list'), '');
  const left = execFileSync('find', [scratch, '-name', '.artifact-*'], { encoding: 'utf8' });
  expect(left).toBe('');
});
