import { randomBytes } from 'crypto';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'fs';
import { join } from 'path';
import { Readable } from 'stream';
import * as fc from 'fast-check';
import { spool, verified, writeFileContent } from '../../../src/agent/archive';
import { AgentError } from '../../../src/agent/errors';
import { digestOf } from '../../../src/contract/digest';
import { bytesOf, temporaryDirectory } from './support';

const scratch = temporaryDirectory();

describe('spooling', () => {
  test.each([['memory', 1 << 26], ['a file', 1000]])('keeps content in %s and reads it from any offset', async (_, memory) => {
    const content = randomBytes(3_000_001);
    const chunks = [content.subarray(0, 999), content.subarray(999, 1_500_000), content.subarray(1_500_000)];
    const spooledContent = await spool(Readable.from(chunks), { digest: digestOf(content), size: content.length }, { memory, scratch });
    expect(spooledContent.digest).toBe(digestOf(content));
    for (const start of [0, 1, 998, 999, 1000, 2_999_999, content.length]) {
      expect((await bytesOf(spooledContent.open(start))).equals(content.subarray(start))).toBe(true);
    }
    const both = await Promise.all([bytesOf(spooledContent.open(5)), bytesOf(spooledContent.open(7))]);
    expect(both.map(bytes => bytes.length)).toEqual([content.length - 5, content.length - 7]);
    expect(readdirSync(scratch)).toEqual([]);
    await spooledContent.dispose();
  });

  test('keeps content in chunks of any sizes', async () => {
    await fc.assert(fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 300 })), fc.nat(400), fc.nat(1000), async (chunks, memory, start) => {
      const content = Buffer.concat(chunks);
      const kept = await spool(Readable.from(chunks), { digest: digestOf(content), size: content.length }, { memory, scratch });
      expect(await bytesOf(kept.open(Math.min(start, content.length)))).toEqual(content.subarray(start));
      await kept.dispose();
    }), { numRuns: 200 });
  });

  test('keeps content in more chunks than one call of the system takes', async () => {
    const content = randomBytes(5000);
    const chunks = Array.from(content, (_, i) => content.subarray(i, i + 1));
    const kept = await spool(Readable.from(chunks), { digest: digestOf(content), size: content.length }, { memory: 0, scratch });
    expect((await bytesOf(kept.open())).equals(content)).toBe(true);
    await kept.dispose();
  });

  test('fails for other content, naming expected and actual digest', async () => {
    const expected = digestOf('expected');
    await expect(spool(Readable.from([Buffer.from('tampered')]), { digest: expected, size: 8 }))
      .rejects.toMatchObject({ code: 'DIGEST_MISMATCH', message: expect.stringMatching(`${digestOf('tampered')}, expected ${expected}`) });
  });

  test('fails at the first byte too many, without reading on', async () => {
    let read = 0;
    const endless = Readable.from((function* () {
      for (;;) {
        read++;
        yield Buffer.alloc(1000);
      }
    })());
    await expect(spool(endless, { digest: digestOf(''), size: 2500 }, { memory: 0, scratch })).rejects.toMatchObject({ code: 'DIGEST_MISMATCH' });
    expect(read).toBeLessThan(30);
    expect(readdirSync(scratch)).toEqual([]);
  });

  test('fails for content that ends early', async () => {
    await expect(spool(Readable.from([Buffer.from('half')]), { digest: digestOf('half of it'), size: 10 }))
      .rejects.toMatchObject({ code: 'DIGEST_MISMATCH', message: expect.stringContaining('ends after 4 of the 10 bytes') });
  });

  test('fails with the error of the stream', async () => {
    const broken = Readable.from((async function* () {
      yield Buffer.from('x');
      throw new Error('connection reset');
    })());
    await expect(spool(broken, { digest: digestOf('xy'), size: 2 })).rejects.toThrow('connection reset');
  });

  test('fails where there is no place for a scratch file', async () => {
    const missing = join(scratch, 'missing');
    await expect(spool(Readable.from([Buffer.from('x')]), { digest: digestOf('x'), size: 1 }, { memory: 0, scratch: missing }))
      .rejects.toMatchObject({ code: 'INTERNAL', message: expect.stringContaining(`a scratch file in '${missing}'`) });
  });
});

describe('writing a file', () => {
  const directory = temporaryDirectory();

  test('creates it with its directories, readable and writable for any user', async () => {
    const place = join(directory, 'a/b/sbom.json');
    const umask = process.umask(0o077);
    await writeFileContent([Buffer.from('{}')], place);
    process.umask(umask);
    expect(readFileSync(place, 'utf8')).toBe('{}');
    expect(statSync(place).mode & 0o7777).toBe(0o666);
    expect(readdirSync(join(directory, 'a/b'))).toEqual(['sbom.json']);
  });

  test('replaces a file that is there', async () => {
    const place = join(directory, 'old');
    writeFileSync(place, 'old and longer');
    await writeFileContent([Buffer.from('new')], place);
    expect(readFileSync(place, 'utf8')).toBe('new');
  });

  test('fails for content that turns out to be another at its end, and leaves the file that is there', async () => {
    const place = join(directory, 'kept');
    writeFileSync(place, 'kept');
    const before = readdirSync(directory);
    const tampered = verified([Buffer.from('tam'), Buffer.from('pered')], { digest: digestOf('expected'), size: 8 });
    await expect(writeFileContent(tampered, place)).rejects.toMatchObject({ code: 'DIGEST_MISMATCH' });
    expect(readdirSync(directory)).toEqual(before);
    expect(readFileSync(place, 'utf8')).toBe('kept');
  });

  test('fails on a directory, and leaves nothing beside it', async () => {
    const place = join(directory, 'taken');
    mkdirSync(place);
    const before = readdirSync(directory);
    await expect(writeFileContent([Buffer.from('x')], place)).rejects.toMatchObject({ code: 'DESTINATION_INVALID', message: expect.stringContaining('taken') });
    expect(readdirSync(directory)).toEqual(before);
  });

  test('fails when reading fails, and writes nothing', async () => {
    const place = join(directory, 'never');
    const before = readdirSync(directory);
    const broken = (async function* () {
      yield Buffer.from('x');
      throw new AgentError('STORE_UNAVAILABLE', 'gone');
    })();
    await expect(writeFileContent(broken, place)).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE', message: 'gone' });
    expect(readdirSync(directory)).toEqual(before);
  });
});
