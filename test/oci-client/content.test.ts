import { randomBytes } from 'crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { Readable } from 'stream';
import { buffer } from 'stream/consumers';
import * as fc from 'fast-check';
import { digestOf } from '../../src/contract/digest';
import { shownText, shownUrl } from '../../src/http-client/redact';
import { bytesSource, fileSource, rangeSource, verified, verifyBytes } from '../../src/oci-client';

describe('a source', () => {
  const folder = mkdtempSync(join(tmpdir(), 'content-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const content = randomBytes(2_500_000);

  test('of a file or of bytes is read again and again, from anywhere', async () => {
    const path = join(folder, 'file');
    writeFileSync(path, content);
    for (const source of [await fileSource(path), bytesSource(content)]) {
      expect(source.size).toBe(content.length);
      expect(digestOf(await buffer(source.open()))).toBe(digestOf(content));
      expect(digestOf(await buffer(source.open(1_234_567)))).toBe(digestOf(content.subarray(1_234_567)));
      expect(await buffer(source.open(content.length))).toHaveLength(0);
    }
  });

  test('of a range is that range, for any', async () => {
    const small = content.subarray(0, 100);
    await fc.assert(fc.asyncProperty(fc.nat(100), fc.nat(100), fc.nat(100), async (start, length, offset) => {
      const size = Math.min(length, 100 - start);
      const whole = { size: 100, open: (first = 0) => Readable.from([small.subarray(first, first + 7), small.subarray(first + 7)]) };
      const range = rangeSource(whole, start, size);
      const from = Math.min(offset, size);
      expect((await buffer(range.open(from))).equals(small.subarray(start + from, start + size))).toBe(true);
    }));
  });

  test('fails if its file is missing', async () => {
    await expect(fileSource(join(folder, 'missing'))).rejects.toThrow('ENOENT');
  });
});

describe('verified content', () => {
  const expected = { digest: digestOf('content'), size: 7 };

  test('is what was expected, by either algorithm', async () => {
    expect((await buffer(verified(Readable.from([Buffer.from('con'), Buffer.from('tent')]), expected))).toString()).toBe('content');
    const other = { ...expected, digest: digestOf('content', 'sha512') };
    expect((await buffer(verified(Readable.from([Buffer.from('content')]), other))).toString()).toBe('content');
    expect(() => verifyBytes(Buffer.from('content'), expected)).not.toThrow();
  });

  test.each([
    ['CONTENT', 'DIGEST_MISMATCH', `content is not what was asked for: expected '${expected.digest}', got '${digestOf('CONTENT')}'`],
    ['conten', 'SIZE_MISMATCH', `content of '${expected.digest}' is to have 7 bytes, but has 6`],
    ['contents', 'SIZE_MISMATCH', `content of '${expected.digest}' is to have 7 bytes, but has `],
  ])('fails if it is %s', async (text, code, message) => {
    const failure = { code, message: expect.stringContaining(message) };
    await expect(buffer(verified(Readable.from([Buffer.from(text)]), expected))).rejects.toMatchObject(failure);
    expect(() => verifyBytes(Buffer.from(text), expected)).toThrow(message);
  });

  test('fails with the error of what it is read from', async () => {
    const broken = new Readable({ read(): void { this.destroy(new Error('gone')); } });
    await expect(buffer(verified(broken, expected))).rejects.toThrow('gone');
  });
});

describe('what is shown', () => {
  test('of a URL is no user, query or fragment', () => {
    expect(shownUrl(new URL('https://me:word@a.io/path?signature=abc#d'))).toBe('https://a.io/path');
  });

  test('of a text is one line, not too long, without secrets', () => {
    expect(shownText('a\r\nb\u001b[31m\u2028c', [])).toBe('a b [31m c');
    expect(shownText('x'.repeat(400), [])).toBe(`${'x'.repeat(300)}...`);
    expect(shownText('key=a%20b%2F or a b/', ['a b/'])).toBe('key=*** or ***');
    expect(shownText('a short one', ['a'])).toBe('a short one');
  });

  test('of a text never is a secret in it', () => {
    fc.assert(fc.property(fc.string({ minLength: 4 }).filter((text) => !text.includes('*')), fc.string(), fc.string(), (secret, before, after) => {
      fc.pre(!before.includes(secret) && !`${before}***${after}`.includes(secret));
      expect(shownText(before + secret + after, [secret])).not.toContain(secret);
    }));
  });
});
