import type { ArchiveLimits, SymlinkPolicy } from '../../../src/agent/archive';
import { GNU_MAGIC } from '../../../src/agent/archive/tar-format';
import { rawPax, rawTar, type RawEntry, type Tree } from './support';

/** An archive of a shape by which another extractor was attacked. */
export interface PublishedAttack {
  readonly shape: string;
  /** Where it was published. */
  readonly published: string;
  /** What ours says to it, or `harmless` where all that is in it may be there. */
  readonly outcome: string;
  /** @param outside a directory beside the destination, with the file `secret` in it. */
  readonly archive: (outside: string) => Buffer;
  /** @default 'ARCHIVE_INVALID' */
  readonly code?: string;
  /** What is at the destination, of a harmless one. */
  readonly tree?: Tree;
  readonly policy?: SymlinkPolicy;
  readonly limits?: Partial<ArchiveLimits>;
}

const FILE: RawEntry = { name: 'f', content: 'x' };
const directory = (name: string): RawEntry => ({ name, type: '5' });
const symlink = (name: string, link: string): RawEntry => ({ name, type: '2', link });
const hardLink = (name: string, link: string): RawEntry => ({ name, type: '1', link });
const file = (name: string, content = 'evil'): RawEntry => ({ name, content });

const TWICE = 'is in the archive twice';
const DOTS = "has '..' in its name";
const NO_FILE = 'is no file of the archive before it';

/** An archive that hides another one: of two sizes for one file, a reader that takes the header's sees the inner entries. */
function twoSizes(): Buffer {
  const inner = rawTar(file('smuggled'));
  return rawTar(rawPax({ size: String(inner.length) }), { name: 'f', content: inner, size: '00000000000\0' });
}

export const PUBLISHED_ATTACKS: readonly PublishedAttack[] = [
  {
    shape: '`..` in a name',
    published: 'CVE-2007-4559 (Python), CVE-2018-1002100 (kubectl cp), CVE-2025-62156 (Argo Workflows)',
    outcome: DOTS,
    archive: () => rawTar(file('a/../../outside/evil')),
  },
  {
    shape: '`..` in a name that still lies inside once the start is cut off',
    published: 'CVE-2016-6321 (GNU tar)',
    outcome: DOTS,
    archive: () => rawTar(file('etc/passwd/../outside/evil')),
  },
  {
    shape: '`..` at the end of a name',
    published: 'CVE-2026-26157 (BusyBox)',
    outcome: DOTS,
    archive: () => rawTar(directory('a/..'), file('a/../..')),
  },
  {
    shape: 'an absolute name with many slashes',
    published: 'CVE-2021-32804 (node-tar)',
    outcome: 'has an absolute name',
    archive: outside => rawTar(file(`///${outside}/evil`)),
  },
  {
    shape: 'a symbolic link that leads out, then a file through it',
    published: 'CVE-2011-5325 and CVE-2026-26158 (BusyBox), CVE-2019-1002101 and CVE-2019-11249 (kubectl cp), CVE-2024-12905 (tar-fs), ' +
      'CVE-2025-66626 (Argo Workflows)',
    outcome: TWICE,
    archive: outside => rawTar(symlink('link', outside), file('link/evil')),
  },
  {
    shape: 'a symbolic link that leads out, made through another one',
    published: 'CVE-2019-11246 and CVE-2019-11251 (kubectl cp)',
    outcome: 'lies below a symbolic link',
    archive: () => rawTar(symlink('here', '.'), symlink('here/out', '../outside'), file('out/evil')),
  },
  {
    shape: 'a directory, a symbolic link in its place, a file through it',
    published: 'CVE-2021-32803 (node-tar)',
    outcome: TWICE,
    archive: outside => rawTar(directory('d/'), symlink('d', outside), file('d/evil')),
  },
  {
    shape: 'the same, where the names differ in backslashes',
    published: 'CVE-2021-37701 (node-tar)',
    outcome: TWICE,
    archive: outside => rawTar(directory('d\\x/'), symlink('d\\x', outside), file('d\\x/evil')),
  },
  {
    shape: 'the same, where the names differ in Unicode normalization or case',
    published: 'CVE-2021-37712 and CVE-2026-23950 (node-tar)',
    outcome: 'harmless: other names on Linux, an error where the file system takes them for one',
    archive: outside => rawTar(directory('caf\xc3\xa9/'), symlink('cafe\xcc\x81', outside), file('caf\xc3\xa9/f'), symlink('stra\xc3\x9fe', outside), file('STRASSE/f')),
    tree: { 'caf\xc3\xa9/': 'dir', 'caf\xc3\xa9/f': 'file evil', 'cafe\xcc\x81': '-> outside', 'stra\xc3\x9fe': '-> outside', 'STRASSE/': 'dir', 'STRASSE/f': 'file evil' },
  },
  {
    shape: 'names and targets with a drive',
    published: 'CVE-2021-37713 and CVE-2026-31802 (node-tar)',
    outcome: 'harmless: ordinary names on Linux',
    archive: () => rawTar(file('C:..\\outside\\evil'), symlink('link', 'C:../outside')),
    tree: { 'C:..\\outside\\evil': 'file evil', 'link': '-> C:../outside' },
  },
  {
    shape: 'a hard link to a name with a drive',
    published: 'CVE-2026-29786 (node-tar)',
    outcome: NO_FILE,
    archive: () => rawTar(hardLink('h', 'C:../outside/secret')),
  },
  {
    shape: 'a hard link to an absolute name, then a file in its place',
    published: 'CVE-2018-20834 and CVE-2026-23745 (node-tar), CVE-2018-20990 (tar-rs), CVE-2026-42497 (Perl)',
    outcome: 'has an absolute name',
    archive: outside => rawTar(hardLink('h', `${outside}/secret`), file('h')),
  },
  {
    shape: 'a hard link that leads out from its own directory',
    published: 'CVE-2026-24842 (node-tar)',
    outcome: DOTS,
    archive: () => rawTar(hardLink('a/b/c/h', '../../../../outside/secret')),
  },
  {
    shape: 'a hard link through symbolic links that lead out',
    published: 'CVE-2026-26960 (node-tar), CVE-2025-48387 (tar-fs)',
    outcome: NO_FILE,
    archive: () => rawTar(symlink('a/b/c/up', '../..'), symlink('a/b/escape', 'c/up/../..'), hardLink('h', 'a/b/escape/outside/secret')),
  },
  {
    shape: 'a hard link to a symbolic link, then a file through it',
    published: 'a variant of CVE-2026-26960',
    outcome: TWICE,
    archive: outside => rawTar(symlink('one', outside), hardLink('two', 'one'), file('two/evil')),
  },
  {
    shape: 'a hard link with content of its own',
    published: 'CVE-2016-5418 (libarchive)',
    outcome: 'is a hard link and claims 4 bytes of content',
    archive: () => rawTar(FILE, { ...hardLink('h', 'f'), content: 'evil' }),
  },
  {
    shape: "a symbolic link to a directory whose name starts with the destination's",
    published: 'CVE-2025-59343 (tar-fs)',
    outcome: 'leads out of the artifact (policy `inside`)',
    archive: () => rawTar(symlink('link', '../artifact-of-another')),
    policy: 'inside',
  },
  {
    shape: 'a symbolic link that leads out by way of other links',
    published: 'CVE-2025-4138 and CVE-2025-4330 (Python)',
    outcome: 'leads out of the artifact (policy `inside`)',
    archive: () => rawTar(directory('a/b/'), symlink('a/b/up', '../..'), symlink('link', 'a/b/up/../outside')),
    policy: 'inside',
  },
  {
    shape: 'a chain of symbolic links longer than a path may be, then a file through it',
    published: 'CVE-2025-4517 (Python)',
    outcome: TWICE,
    archive: () => {
      const name = 'd'.repeat(200);
      const steps = Array.from({ length: 20 }, (_, i) => symlink(`${i}`, `${name}/`.repeat(i + 1)));
      return rawTar(...steps, symlink('link', `${'19/'.repeat(19)}${'../'.repeat(30)}outside`), file('link/evil'));
    },
  },
  {
    shape: 'a directory in place of a symbolic link, whose mode is then set',
    published: 'CVE-2024-12718 (Python), CVE-2026-33056 (tar-rs)',
    outcome: TWICE,
    archive: outside => rawTar(symlink('d', outside), { ...directory('d/'), mode: '0000000\0' }),
  },
  {
    shape: '`..` behind a symbolic link',
    published: 'CVE-2021-38511 (tar-rs)',
    outcome: DOTS,
    archive: () => rawTar(symlink('link', 'a/b'), directory('link/../../outside/evil/')),
  },
  {
    shape: 'one entry that is refused among others',
    published: 'CVE-2025-4435 (Python)',
    outcome: 'is a character device',
    archive: () => rawTar(FILE, { name: 'null', type: '3' }, file('g')),
  },
  {
    shape: 'two sizes for one file, so that two readers see two archives',
    published: 'CVE-2025-62518 (async-tar, tokio-tar), CVE-2026-33055 (tar-rs)',
    outcome: 'harmless: the PAX size counts, all is the content of one file',
    archive: twoSizes,
    tree: { f: `file ${rawTar(file('smuggled')).toString('latin1')}` },
  },
  {
    shape: 'a PAX size before another extension header, which two readers give to different headers',
    published: 'GHSA-3pv8-6f4r-ffg2 (tar-rs), CVE-2026-53655 (node-tar)',
    outcome: 'harmless: it is that of the file',
    archive: () => rawTar(rawPax({ size: '3' }), { name: 'L', type: 'L', content: 'long\0' }, { ...FILE, content: 'abc', size: '00000000000\0' }),
    tree: { long: 'file abc' },
  },
  {
    shape: 'a PAX record of no length',
    published: 'CVE-2019-20907 (Python)',
    outcome: 'malformed pax header',
    archive: () => rawTar({ name: 'x', type: 'x', content: '0 path=x\n' }, FILE),
  },
  {
    shape: 'an extension that is malformed, and would be skipped',
    published: 'CVE-2026-32766 (astral-tokio-tar)',
    outcome: 'malformed pax header',
    archive: () => rawTar({ name: 'x', type: 'x', content: '12 path=x\n' }, FILE),
  },
  {
    shape: 'a negative size',
    published: 'CVE-2025-8194 (Python)',
    outcome: 'its size is not a number',
    archive: () => rawTar({ ...FILE, size: '\xff'.repeat(11) + '\x00' }),
  },
  {
    shape: 'numbers that take long to read',
    published: 'CVE-2024-6232 (Python)',
    outcome: 'malformed pax header',
    archive: () => rawTar({ name: 'x', type: 'x', content: '1'.repeat(500_000) }, FILE),
  },
  {
    shape: 'directories without end below each other',
    published: 'CVE-2024-28863 (node-tar)',
    outcome: 'names deep, the limit is 256',
    archive: () => rawTar(rawPax({ path: `${'d/'.repeat(2000)}f` }), FILE),
    code: 'LIMIT_EXCEEDED',
  },
  {
    shape: 'a name that writes to the terminal',
    published: 'CVE-2025-46394 (BusyBox)',
    outcome: 'is a named pipe',
    archive: () => rawTar({ name: 'a\x1b[2K\rb', type: '6' }),
  },
  {
    shape: 'a sparse file, old GNU form',
    published: 'bombs; readers that disagree about its size',
    outcome: 'is a sparse file',
    archive: () => rawTar({ ...FILE, type: 'S', magic: GNU_MAGIC, size: '00000001000\0', content: 'x'.repeat(512) }),
  },
  {
    shape: 'a sparse file, PAX forms 0.0, 0.1 and 1.0',
    published: 'bombs; readers that disagree about its name and size',
    outcome: 'is a sparse file',
    archive: () => rawTar(rawPax({ 'GNU.sparse.name': '../outside/evil', 'GNU.sparse.map': '0,1,9999999999,1', 'GNU.sparse.realsize': '10000000000' }), FILE),
  },
];
