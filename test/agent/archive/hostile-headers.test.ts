import { lstatSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'fs';
import { join } from 'path';
import * as fc from 'fast-check';
import { DEFAULT_LIMITS } from '../../../src/agent/archive';
import { extractTree } from '../../../src/agent/archive/extract-tree';
import { checksumOf, GNU_MAGIC, paddingOf, TAR_BLOCK, TAR_FIELDS, USTAR_MAGIC, type TarField } from '../../../src/agent/archive/tar-format';
import { AgentError } from '../../../src/agent/errors';
import { temporaryDirectory } from './support';

/*
 * Archives whose headers are made to confuse: every field may hold what it should, what another writer would put there, the
 * limits of what it can hold, or anything.
 *
 *   ARCHIVE_RUNS=100000 npx jest test/agent/archive/hostile-headers
 */

const RUNS = Number(process.env.ARCHIVE_RUNS ?? process.env.CDK8S_TEKTON_FUZZ ?? 500);

jest.setTimeout(60_000 + RUNS * 10);

const scratch = temporaryDirectory();
const place = join(scratch, 'artifact');
const secret = join(scratch, 'secret');
writeFileSync(secret, 'secret');

/** A field's text, cut where the field ends. */
type Text = string;

interface FuzzedHeader {
  readonly fields: Partial<Record<keyof typeof TAR_FIELDS, Text>>;
  readonly content: Uint8Array;
  /** What the size field says, where it is not the size of the content. */
  readonly size?: Text;
  readonly sound: boolean;
}

const octal = (value: number) => `${value.toString(8).padStart(11, '0')}\0`;
const base256 = (bytes: number[]) => String.fromCharCode(0x80, ...bytes).padEnd(12, '\0');

const anyBytes = (maxLength: number) => fc.uint8Array({ maxLength }).map(bytes => Buffer.from(bytes).toString('latin1'));
const piece = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom('a', 'b', 'A', 'c', 'a\u0301', '\xc3\xa1', '.', '', ' ', '\\', 'C:', '\n', '\x1b[2J', '-rf', 'n'.repeat(255)) },
  { weight: 1, arbitrary: fc.constantFrom('..', 'n'.repeat(256)) },
);
const path = fc.oneof(
  { weight: 20, arbitrary: fc.array(piece, { minLength: 1, maxLength: 4 }).map(pieces => pieces.join('/')) },
  { weight: 1, arbitrary: fc.constantFrom('/', './', '/etc/passwd', '../secret', secret, 'a/', 'a\0/../../secret', 'd/'.repeat(300), '') },
  { weight: 1, arbitrary: anyBytes(100) },
);
const number = fc.oneof(
  fc.nat().map(octal),
  fc.constantFrom(octal(0), '77777777777\0', '777777777777', '00000000009\0', '-0000000001\0', ' \0', '', '0x10\0', '1e3\0', ' 644 \0'),
  fc.constantFrom(base256([1]), base256([0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0]), base256(Array<number>(11).fill(255)), '\xff'.repeat(12), '\x81'),
  anyBytes(12),
);
const record = fc.record({
  key: fc.oneof(
    fc.constantFrom('path', 'path', 'linkpath', 'linkpath', 'size', 'mtime', 'uid', 'GNU.sparse.map', 'SCHILY.xattr.security.capability', 'hdrcharset', '__proto__'),
    anyBytes(10),
  ),
  value: fc.oneof(path, fc.constantFrom('0', '1', '-1', '18446744073709551616', '9007199254740993', '1.5', '')),
  length: fc.oneof({ weight: 20, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.constantFrom(1, -1, 1000) }),
});
const paxBody = fc.oneof(
  { weight: 8, arbitrary: fc.array(record, { maxLength: 3 }).map(records => Buffer.from(records.map(paxRecord).join(''), 'latin1')) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 600 }) },
);

const sometimes = <T>(odd: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => (
  fc.oneof({ weight: 15, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: odd })
);
const magic = fc.constantFrom(USTAR_MAGIC, USTAR_MAGIC, GNU_MAGIC, '', 'ustar\0\0\0', 'USTAR\x0000');
const entry: fc.Arbitrary<FuzzedHeader> = fc.record({
  fields: fc.record({
    NAME: path,
    LINK_NAME: path,
    MODE: fc.oneof({ weight: 8, arbitrary: fc.constantFrom('0007777\0', '0100644\0', '0000000\0', '   644 \0', '') }, { weight: 1, arbitrary: number }),
    UID: number,
    GID: number,
    MTIME: number,
    MAGIC: magic,
    TYPE: fc.oneof(
      { weight: 20, arbitrary: fc.constantFrom('0', '0', '0', '1', '2', '2', '5', '5', '\0', '7') },
      { weight: 1, arbitrary: fc.constantFrom('3', '4', '6', 'S', 'D', 'M', 'V', 'A') },
      { weight: 1, arbitrary: anyBytes(1) },
    ),
    PREFIX: fc.oneof({ weight: 8, arbitrary: fc.constant('') }, { weight: 1, arbitrary: path }),
  }),
  content: fc.oneof({ weight: 3, arbitrary: fc.constant(new Uint8Array()) }, { weight: 1, arbitrary: fc.uint8Array({ maxLength: 1200 }) }),
  size: sometimes(number),
  sound: fc.nat(29).map(chance => chance > 0),
});
const extension: fc.Arbitrary<FuzzedHeader> = fc.record({
  fields: fc.record({ NAME: path, TYPE: fc.constantFrom('x', 'x', 'x', 'g', 'L', 'K', 'X'), MAGIC: magic }),
  content: fc.oneof({ weight: 3, arbitrary: paxBody }, { weight: 1, arbitrary: path.map(text => Buffer.from(`${text}\0`, 'latin1')) }),
  size: sometimes(number),
  sound: fc.constant(true),
});

const archive = fc.record({
  headers: fc.array(fc.oneof({ weight: 3, arbitrary: entry }, { weight: 1, arbitrary: extension }), { minLength: 1, maxLength: 5 }),
  end: fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom(2 * TAR_BLOCK, 20 * TAR_BLOCK) },
    { weight: 1, arbitrary: fc.constantFrom(TAR_BLOCK, 0, 100) },
  ),
  cut: fc.oneof({ weight: 20, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(600) }),
  blocks: fc.constantFrom(1 << 20, 512, 100, 1000),
}).map(({ headers, end, cut, blocks }) => ({ bytes: bytesOf(headers, end, cut), blocks }));

function paxRecord({ key, value, length }: { key: string; value: string; length: number }): string {
  const rest = key.length + value.length + 3;
  const digits = [1, 2, 3, 4].find(count => String(rest + count).length === count)!;
  return `${rest + digits + length} ${key}=${value}\n`;
}

function bytesOf(headers: readonly FuzzedHeader[], end: number, cut: number): Buffer {
  const whole = Buffer.concat([...headers.map(headerBytes), Buffer.alloc(end)]);
  return whole.subarray(0, whole.length - Math.min(cut, whole.length));
}

function headerBytes({ fields, content, size, sound }: FuzzedHeader): Buffer {
  const block = Buffer.alloc(TAR_BLOCK);
  const write = ({ offset, length }: TarField, text: Text) => block.write(text, offset, length, 'latin1');
  for (const [name, text] of Object.entries({ MODE: '0000644\0', ...fields })) write(TAR_FIELDS[name as keyof typeof TAR_FIELDS], text);
  write(TAR_FIELDS.SIZE, size ?? octal(content.length));
  write(TAR_FIELDS.CHECKSUM, sound ? `${checksumOf(block).toString(8).padStart(6, '0')}\0 ` : '0000000\0');
  return Buffer.concat([block, content, Buffer.alloc(paddingOf(content.length))]);
}

/** The bytes of all files, where everything is of a kind and with a mode that a step may have. */
function harmlessBytes(directory: Buffer): number {
  let bytes = 0;
  for (const name of readdirSync(directory, { encoding: 'buffer' })) {
    const found = Buffer.concat([directory, Buffer.from('/'), name]);
    const stats = lstatSync(found);
    expect(stats.isFile() || stats.isDirectory() || stats.isSymbolicLink()).toBe(true);
    expect(stats.mode & 0o7000).toBe(0);
    bytes += stats.isDirectory() ? harmlessBytes(found) : stats.isFile() ? stats.size / stats.nlink : 0;
  }
  return bytes;
}

test('whatever the headers say, it ends in a tree inside the destination or in an error that names the fault', () => {
  const before = lstatSync(secret, { bigint: true });
  const outcomes = { extracted: 0, refused: 0 };
  fc.assert(fc.property(archive, ({ bytes, blocks }) => {
    rmSync(place, { recursive: true, force: true });
    mkdirSync(place);
    let offset = 0;
    const receive = () => {
      const block = offset < bytes.length ? bytes.subarray(offset, offset + blocks) : undefined;
      offset += blocks;
      return block;
    };
    try {
      extractTree(place, 'preserve', DEFAULT_LIMITS, receive);
      expect(harmlessBytes(Buffer.from(place))).toBeLessThanOrEqual(bytes.length);
      outcomes.extracted++;
    } catch (error) {
      if (!(error instanceof AgentError)) throw error;
      expect(['ARCHIVE_INVALID', 'LIMIT_EXCEEDED']).toContain(error.code);
      expect(error.message).not.toMatch(/[\x00-\x1f\x7f]/);
      expect(error.message.length).toBeLessThan(1000);
      outcomes.refused++;
    }
    expect(readdirSync(scratch)).toEqual(['artifact', 'secret']);
  }), { numRuns: RUNS });
  const { mode, nlink, ctimeNs } = lstatSync(secret, { bigint: true });
  expect({ mode, nlink, ctimeNs }).toEqual({ mode: before.mode, nlink: before.nlink, ctimeNs: before.ctimeNs });
  // both happen often enough to mean something
  expect(Math.min(outcomes.extracted, outcomes.refused)).toBeGreaterThan(RUNS / 20);
});
