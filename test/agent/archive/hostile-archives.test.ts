import { mkdirSync, readdirSync, rmSync } from 'fs';
import { join } from 'path';
import { gzipSync } from 'zlib';
import * as fc from 'fast-check';
import { DEFAULT_LIMITS, type ArchiveLimits } from '../../../src/agent/archive';
import { extractTree } from '../../../src/agent/archive/extract-tree';
import { checksumOf, TAR_BLOCK } from '../../../src/agent/archive/tar-format';
import { AgentError } from '../../../src/agent/errors';
import { extract, rawEntry, rawPax, rawTar, temporaryDirectory, type RawEntry } from './support';

jest.setTimeout(60_000);

const scratch = temporaryDirectory();
const parent = join(scratch, 'parent');
mkdirSync(parent);
const place = join(parent, 'artifact');

const FILE: RawEntry = { name: 'f', content: 'x' };
const LINK_OUT: RawEntry = { name: 'link', type: '2', link: '/tmp' };

type Case = readonly [what: string, archive: Buffer, message: string];

afterEach(() => {
  // whatever the archive was: nothing at the destination, nothing beside it, nothing above
  expect(readdirSync(parent)).toEqual([]);
  expect(readdirSync(scratch)).toEqual(['parent']);
});

async function expectRefused(archive: Buffer, code: string, message: string, options = {}): Promise<void> {
  await expect(extract(archive, place, options)).rejects.toMatchObject({ code, message: expect.stringContaining(message) });
}

describe('an archive that would write elsewhere', () => {
  const cases: Case[] = [
    ['a name with ..', rawTar({ ...FILE, name: 'a/../../evil' }), "has '..' in its name"],
    ['a directory with ..', rawTar({ name: '../evil/', type: '5' }), "has '..' in its name"],
    ['an absolute name', rawTar({ ...FILE, name: '/tmp/evil' }), 'has an absolute name'],
    ['a pax name with ..', rawTar(rawPax({ path: '../evil' }), FILE), "has '..' in its name"],
    ['a long name with ..', rawTar({ name: 'L', type: 'L', content: '../evil\0' }, FILE), "has '..' in its name"],
    ['a prefix with ..', rawTar({ ...FILE, prefix: '../evil' }), "has '..' in its name"],
    ['a NUL in a pax name', rawTar(rawPax({ path: 'good\0/../evil' }), FILE), 'has a NUL in its name'],
    ['a NUL in a long name', rawTar({ name: 'L', type: 'L', content: 'good\0evil\0' }, FILE), 'has a NUL in its name'],
    ['a file below a symbolic link', rawTar(LINK_OUT, { ...FILE, name: 'link/evil' }), 'is in the archive twice'],
    ['a file in place of a symbolic link', rawTar(LINK_OUT, { ...FILE, name: 'link' }), 'is in the archive twice'],
    ['a directory in place of a symbolic link', rawTar(LINK_OUT, { name: 'link/', type: '5' }), 'is in the archive twice'],
    ['a symbolic link below a symbolic link', rawTar(LINK_OUT, { name: 'link/evil', type: '2', link: 'x' }), 'lies below a symbolic link'],
    ['a symbolic link in place of the directory', rawTar({ name: './', type: '2', link: '/tmp' }), "in place of the artifact's directory"],
    ['a hard link to a file outside', rawTar({ name: 'h', type: '1', link: '../../../../etc/passwd' }), "has '..' in its name"],
    ['a hard link to an absolute name', rawTar({ name: 'h', type: '1', link: '/etc/passwd' }), 'has an absolute name'],
    ['a hard link through a symbolic link', rawTar({ name: 'e', type: '2', link: '/etc' }, { name: 'h', type: '1', link: 'e/passwd' }), 'is no file of the archive before it'],
    ['a hard link to a directory', rawTar({ name: 'd/', type: '5' }, { name: 'h', type: '1', link: 'd' }), 'is no file of the archive before it'],
    ['a hard link to the directory of all', rawTar({ name: 'h', type: '1', link: './' }), "is a hard link to the artifact's directory"],
    ['a hard link to a later file', rawTar({ name: 'h', type: '1', link: 'f' }, FILE), 'is no file of the archive before it'],
    ['a character device', rawTar({ name: 'null', type: '3' }), 'is a character device'],
    ['a block device', rawTar({ name: 'disk', type: '4' }), 'is a block device'],
    ['a named pipe', rawTar({ name: 'pipe', type: '6' }), 'is a named pipe'],
    ['a file twice', rawTar(FILE, { ...FILE, content: 'y' }), 'is in the archive twice'],
    ['a file twice under two spellings', rawTar(FILE, { ...FILE, name: './/f' }), 'is in the archive twice'],
    ['a symbolic link twice', rawTar(LINK_OUT, { ...LINK_OUT, link: '/etc' }), 'is in the archive twice'],
    ['a directory in place of a file', rawTar(FILE, { name: 'f/', type: '5' }), 'needs a directory where the archive has another entry'],
    ['a file below a file', rawTar(FILE, { ...FILE, name: 'f/g' }), 'needs a directory where the archive has another entry'],
    ['an entry without a name', rawTar({ ...FILE, name: '' }), 'has no name'],
    ['a file in place of the directory', rawTar({ ...FILE, name: '.' }), "in place of the artifact's directory"],
    ['a symbolic link without a target', rawTar({ name: 'l', type: '2' }), 'has no target'],
    ['a name that is too long for the disk', rawTar(rawPax({ path: 'n'.repeat(300) }), FILE), 'too long for the file system'],
  ];

  test.each(cases)('fails for %s', async (_, archive, message) => {
    await expectRefused(archive, 'ARCHIVE_INVALID', message);
  });

  const leadingOut: ReadonlyArray<readonly [string, Buffer]> = [
    ['an absolute target', rawTar(LINK_OUT)],
    ['a target above', rawTar({ name: 'd/l', type: '2', link: '../../x' })],
    ['a way up through another link', rawTar({ name: 'a/b/up', type: '2', link: '../..' }, { name: 'l', type: '2', link: 'a/b/up/../x' })],
  ];

  test.each(leadingOut)('fails for a symbolic link with %s where links must stay inside', async (_, archive) => {
    await expectRefused(archive, 'ARCHIVE_INVALID', 'leads out of the artifact', { policy: 'inside' });
  });

  test('fails for any symbolic link where none are allowed', async () => {
    await expectRefused(rawTar({ name: 'l', type: '2', link: 'f' }), 'ARCHIVE_INVALID', 'is a symbolic link', { policy: 'reject' });
  });
});

describe('an archive that is malformed', () => {
  const cases: Case[] = [
    ['a wrong checksum', rawTar({ ...FILE, checksum: '0000001\0' }), 'its checksum is wrong'],
    ['a size that is no number', rawTar({ ...FILE, size: '0000000009x\0' }), 'its size is not a number'],
    ['a negative size', rawTar({ ...FILE, size: '\xff'.repeat(12) }), 'its size is not a number'],
    ['a size beyond what can be counted', rawTar({ ...FILE, size: `\x80${'\xff'.repeat(11)}` }), 'its size is not a number'],
    ['a size beyond its end', rawTar({ ...FILE, size: '00000777777\0' }), 'ends early'],
    ['content of a directory', rawTar({ name: 'd/', type: '5', content: 'x' }), 'claims 1 bytes'],
    ['content of a symbolic link', rawTar({ ...LINK_OUT, content: 'x' }), 'claims 1 bytes'],
    ['an unknown type', rawTar({ ...FILE, type: '9' }), "of the unknown type '9'"],
    ['a sparse file of GNU', rawTar({ ...FILE, type: 'S' }), 'is a sparse file'],
    ['a sparse file in pax', rawTar(rawPax({ 'GNU.sparse.major': '1' }), FILE), 'is a sparse file'],
    ['a pax record without length', rawTar({ name: 'x', type: 'x', content: 'path=evil\n' }, FILE), 'malformed pax header'],
    ['a pax record that is too long', rawTar({ name: 'x', type: 'x', content: '99 path=evil\n' }, FILE), 'malformed pax header'],
    ['a pax record without an end of line', rawTar({ name: 'x', type: 'x', content: '11 path=evi' }, FILE), 'malformed pax header'],
    ['a pax size that is no number', rawTar(rawPax({ size: '-1' }), FILE), "its size is '-1'"],
    ['a global pax name', rawTar(rawPax({ path: 'x' }, 'g'), FILE), "sets 'path' for all entries"],
    ['two pax headers', rawTar(rawPax({ path: 'x' }), rawPax({ path: 'y' }), FILE), 'more than one pax header'],
    ['two names', rawTar(rawPax({ path: 'x' }), { name: 'L', type: 'L', content: 'y\0' }, FILE), 'both in a pax and in a GNU header'],
    ['an extension without its entry', rawTar(FILE, rawPax({ path: 'x' })), 'the entry it belongs to is missing'],
    ['another archive after it', Buffer.concat([rawTar(FILE), rawTar({ ...FILE, name: 'g' })]), 'data other than zeros follows'],
    ['garbage after it', Buffer.concat([rawTar(FILE), Buffer.from('garbage')]), 'data other than zeros follows'],
    ['a lone block of zeros', Buffer.concat([rawEntry(FILE), Buffer.alloc(TAR_BLOCK), rawTar({ ...FILE, name: 'g' })]), 'a single block of zeros'],
    ['no end', Buffer.concat([rawEntry(FILE)]), 'ends early'],
    ['nothing in it', Buffer.alloc(0), 'ends early'],
    ['garbage after gzip', Buffer.concat([gzipSync(rawTar(FILE)), Buffer.from('garbage')]), 'not valid gzip'],
    ['a gzip member after padding, which Node drops', Buffer.concat([gzipSync(rawTar(FILE)), Buffer.alloc(10), gzipSync('more')]), 'follows the padding'],
    ['garbage after gzip and padding', Buffer.concat([gzipSync(rawTar(FILE)), Buffer.alloc(9), Buffer.from('x')]), 'follows the padding'],
    ['another compression', Buffer.from([0x28, 0xb5, 0x2f, 0xfd, ...Buffer.alloc(600)]), 'no tar header at byte 0'],
  ];

  test.each(cases)('fails for one with %s', async (_, archive, message) => {
    await expectRefused(archive, 'ARCHIVE_INVALID', message);
  });

  const small = rawTar(FILE, rawPax({ path: 'g' }), { ...FILE, content: 'y' });

  test('fails for one that is cut off, wherever that is', async () => {
    // all that is between headers and the end; content and padding every 61 bytes, to be quick
    for (let end = 0; end < small.length; end += end % TAR_BLOCK < 8 ? 1 : 61) {
      await expect(extract(small.subarray(0, end), place)).rejects.toMatchObject({ code: 'ARCHIVE_INVALID' });
    }
  });

  test('fails for a gzip file that is cut off, at each of its bytes', async () => {
    const gzipped = Buffer.concat([gzipSync(small.subarray(0, 600)), gzipSync(small.subarray(600))]);
    for (let end = 0; end < gzipped.length; end++) {
      await expect(extract(gzipped.subarray(0, end), place)).rejects.toBeInstanceOf(AgentError);
    }
  });
});

describe('an archive that claims too much', () => {
  const cases: ReadonlyArray<readonly [string, Buffer, Partial<ArchiveLimits>, string]> = [
    ['more bytes', rawTar({ ...FILE, content: 'x'.repeat(5000) }), { bytes: 4000 }, 'the limits are 4000 bytes'],
    ['a size it does not have', rawTar({ ...FILE, size: '77777777777\0' }), { bytes: 4000 }, 'passes the limit of 4000 bytes'],
    ['more entries', rawTar(FILE, { ...FILE, name: 'g' }), { entries: 1 }, 'more than 1 entries'],
    ['more directories that only its names have', rawTar({ ...FILE, name: 'a/b/c/f' }), { entries: 3 }, 'more than 3 files, links and directories'],
    ['more symbolic links', rawTar({ name: 'l', type: '2', link: 'x'.repeat(50) }, { name: 'm', type: '2', link: 'x'.repeat(50) }), { symlinkBytes: 300 }, 'the symbolic links of the archive have too many or too long names'],
    ['a longer name', rawTar(rawPax({ path: `${'d/'.repeat(60)}f` }), FILE), { nameLength: 100 }, 'has a name of 121 bytes'],
    ['a longer link', rawTar(rawPax({ linkpath: 'd/'.repeat(60) }), LINK_OUT), { nameLength: 100 }, 'has a name of 120 bytes'],
    ['a longer GNU name', rawTar({ name: 'L', type: 'L', content: 'x'.repeat(200) }, FILE), { nameLength: 100 }, 'an extension header of the archive has 200 bytes'],
    ['deeper directories', rawTar({ ...FILE, name: 'a/b/c' }), { depth: 2 }, 'lies 3 names deep'],
    ['a larger pax header', rawTar(rawPax({ comment: 'x'.repeat(2000) }), FILE), { paxBytes: 1024 }, 'the limit is 1024'],
    ['a pax header without end', rawTar({ name: 'x', type: 'x', size: '77777777777\0' }), {}, 'the limit is 1048576'],
    ['zeros after its end', gzipSync(Buffer.concat([rawTar(FILE), Buffer.alloc(1 << 22)])), { bytes: 1 << 20 }, 'uncompress to more than 1048576'],
  ];

  test.each(cases)('fails for %s than allowed', async (_, archive, limits, message) => {
    await expectRefused(archive, 'LIMIT_EXCEEDED', message, { limits });
  });

  test('fails for a gzip bomb long before it is uncompressed', async () => {
    // 1 GiB of zeros in 1 MB: 64 times a member of 16 MiB
    const member = gzipSync(Buffer.alloc(1 << 24), { level: 9 });
    const head = gzipSync(rawTar({ ...FILE, size: '10000000000\0' }).subarray(0, TAR_BLOCK));
    const bomb = Buffer.concat([head, ...Array<Buffer>(64).fill(member)]);
    await expectRefused(bomb, 'LIMIT_EXCEEDED', `uncompress to more than ${bomb.length * 10}`, { limits: { ratio: 10, ratioFrom: 1 << 20 } });
  });
});

test('any damage to an archive ends in an error of the agent, or in a tree inside the destination', () => {
  const sound = rawTar({ name: 'd/', type: '5' }, rawPax({ path: 'd/f', size: '3' }), { name: 'x', content: 'abc' }, { name: 'l', type: '2', link: 'd' }, { name: 'h', type: '1', link: 'd/f' });
  const change = fc.record({
    offset: fc.nat(sound.length - 1),
    // what headers are made of turns up more often than chance would have it
    bytes: fc.oneof(fc.uint8Array({ minLength: 1, maxLength: 4 }), fc.constantFrom('/', '..', '../', '\0', '7', 'L', 'x', '2', '1', '9 ').map(text => Uint8Array.from(Buffer.from(text)))),
    mend: fc.boolean(),
  });
  fc.assert(fc.property(fc.array(change, { minLength: 1, maxLength: 3 }), changes => {
    const archive = Buffer.from(sound);
    const blocks = [archive.subarray(0, 1000), archive.subarray(1000)];
    for (const { offset, bytes, mend } of changes) {
      archive.set(bytes.subarray(0, sound.length - offset), offset);
      if (mend) {
        mendChecksums(archive);
      }
    }
    mkdirSync(place);
    try {
      extractTree(place, 'preserve', DEFAULT_LIMITS, () => blocks.shift());
    } catch (error) {
      expect(error).toBeInstanceOf(AgentError);
    }
    expect(readdirSync(parent)).toEqual(['artifact']);
    rmSync(place, { recursive: true });
  }), { numRuns: 2000, seed: 164 });
});

/** Makes each block that looks like a header one again: damage behind a wrong checksum finds nothing. */
function mendChecksums(archive: Buffer): void {
  for (let at = 0; at + TAR_BLOCK <= archive.length; at += TAR_BLOCK) {
    const header = archive.subarray(at, at + TAR_BLOCK);
    if (header.toString('latin1', 257, 262) === 'ustar') {
      header.write(`${checksumOf(header).toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
    }
  }
}
