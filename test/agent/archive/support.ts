import { execFileSync } from 'child_process';
import { chmodSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { Readable } from 'stream';
import { extractArchive, spool, type ExtractOptions, type ExtractStats, type Spooled } from '../../../src/agent/archive';
import { checksumOf, paddingOf, TAR_BLOCK, TAR_FIELDS, USTAR_MAGIC } from '../../../src/agent/archive/tar-format';
import { digestOf } from '../../../src/contract/digest';

/** A directory that is removed when the test file is done. */
export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'archive-test-'));
  chmodSync(directory, 0o755);
  afterAll(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

/** Names (in latin1, so any bytes) and what is there: `dir`, `-> target`, or mode and content. */
export type Tree = Record<string, string>;

export function treeOf(directory: string | Buffer, prefix = ''): Tree {
  const tree: Tree = {};
  for (const name of readdirSync(directory, { encoding: 'buffer' })) {
    const path = Buffer.concat([Buffer.from(directory), Buffer.from('/'), name]);
    const key = prefix + name.toString('latin1');
    const stats = lstatSync(path);
    if (stats.isDirectory()) {
      tree[`${key}/`] = 'dir';
      Object.assign(tree, treeOf(path, `${key}/`));
    } else if (stats.isSymbolicLink()) {
      tree[key] = `-> ${readlinkSync(path, { encoding: 'buffer' }).toString('latin1')}`;
    } else {
      tree[key] = `${(stats.mode & 0o111) === 0 ? 'file' : 'program'} ${readFileSync(path).toString('latin1')}`;
    }
  }
  return tree;
}

/** Writes files, each with the directories it needs. */
export function writeTree(directory: string, files: Record<string, string>): void {
  mkdirSync(directory, { recursive: true });
  for (const [name, content] of Object.entries(files)) {
    const path = join(directory, name);
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, content);
  }
}

export function spooled(bytes: Buffer): Promise<Spooled> {
  return spool(Readable.from([bytes]), { digest: digestOf(bytes), size: bytes.length });
}

export async function extract(bytes: Buffer, destination: string, options?: ExtractOptions): Promise<ExtractStats> {
  const archive = await spooled(bytes);
  try {
    return await extractArchive(archive, destination, options);
  } finally {
    await archive.dispose();
  }
}

export async function bytesOf(stream: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) {
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

export function gnuTar(...args: string[]): Buffer {
  return execFileSync('tar', args, { maxBuffer: 1 << 28 });
}

/** A header as an attacker may write it: nothing is checked, the checksum is right unless given. */
export interface RawEntry {
  readonly name: string;
  readonly type?: string;
  readonly link?: string;
  readonly content?: string | Buffer;
  readonly mode?: string;
  /** Text of the size field, 12 bytes. */
  readonly size?: string;
  readonly checksum?: string;
  readonly magic?: string;
  readonly prefix?: string;
}

export function rawEntry({ name, type = '0', link = '', content = '', mode = '0000644\0', size, checksum, magic = USTAR_MAGIC, prefix = '' }: RawEntry): Buffer {
  const body = Buffer.from(content);
  const header = Buffer.alloc(TAR_BLOCK);
  header.write(name, TAR_FIELDS.NAME.offset, 'latin1');
  header.write(mode, TAR_FIELDS.MODE.offset, 'latin1');
  header.write(size ?? `${body.length.toString(8).padStart(11, '0')}\0`, TAR_FIELDS.SIZE.offset, 12, 'latin1');
  header.write(type, TAR_FIELDS.TYPE.offset, 'latin1');
  header.write(link, TAR_FIELDS.LINK_NAME.offset, 'latin1');
  header.write(magic, TAR_FIELDS.MAGIC.offset, 'latin1');
  header.write(prefix, TAR_FIELDS.PREFIX.offset, 'latin1');
  header.write(checksum ?? `${checksumOf(header).toString(8).padStart(6, '0')}\0 `, TAR_FIELDS.CHECKSUM.offset, 'latin1');
  return Buffer.concat([header, body, Buffer.alloc(paddingOf(body.length))]);
}

/** A PAX header with these records, each key and value. */
export function rawPax(records: Record<string, string>, type = 'x'): Buffer {
  const lines = Object.entries(records).map(([key, value]) => {
    const rest = Buffer.byteLength(` ${key}=${value}\n`);
    const length = [1, 2, 3, 4, 5, 6, 7].map(digits => rest + digits).find((total, i) => String(total).length === i + 1)!;
    return `${length} ${key}=${value}\n`;
  });
  return rawEntry({ name: 'PaxHeader', type, content: lines.join('') });
}

/** An archive of such entries, with its end. */
export function rawTar(...entries: readonly (RawEntry | Buffer)[]): Buffer {
  return Buffer.concat([...entries.map(entry => Buffer.isBuffer(entry) ? entry : rawEntry(entry)), Buffer.alloc(2 * TAR_BLOCK)]);
}

export const RUNS_AS_ROOT = process.getuid?.() === 0;

/** `test`, or a printed line where the machine cannot run it; a failure where everything must be tested. */
export function testWhere(possible: boolean, reason: string): (name: string, run: () => Promise<void>) => void {
  return (name, run) => {
    if (possible) {
      test(name, run);
    } else if (process.env.CDK8S_TEKTON_ALL === '1') {
      test(name, () => { throw new Error(`cannot be tested here: ${reason}`); });
    } else {
      process.stderr.write(`left out: '${name}', ${reason}\n`);
    }
  };
}
