import * as fc from 'fast-check';
import { algorithmOf, digestOf, hexOf, isDigest, parseDigest } from '../../src/contract/digest';

const EMPTY = 'sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

describe('a digest', () => {
  test('is the hash of bytes or of UTF-8 text', () => {
    expect(digestOf('')).toBe(EMPTY);
    expect(digestOf(new Uint8Array())).toBe(EMPTY);
    expect(digestOf('ü')).toBe(digestOf(Buffer.from([0xc3, 0xbc])));
  });

  test('parses to itself, for any content and both algorithms', () => {
    fc.assert(fc.property(fc.uint8Array(), fc.constantFrom('sha256' as const, 'sha512' as const), (bytes, algorithm) => {
      const digest = digestOf(bytes, algorithm);
      expect(parseDigest(digest)).toBe(digest);
      expect(`${algorithmOf(digest)}:${hexOf(digest)}`).toBe(digest);
      expect(algorithmOf(digest)).toBe(algorithm);
    }));
  });

  test.each([
    ['', 'it names no algorithm'],
    ['e3b0', 'it names no algorithm'],
    ['md5:d41d8cd98f00b204e9800998ecf8427e', "the algorithm 'md5' is not known"],
    ['toString:00', "the algorithm 'toString' is not known"],
    ['sha256:e3b0', 'it has 4 hex digits instead of 64'],
    [EMPTY.toUpperCase().replace('SHA', 'sha'), 'it has characters other than 0-9 and a-f'],
    [`${EMPTY}\n`, 'it has 65 hex digits instead of 64'],
  ])('fails on %j and says why', (text, why) => {
    expect(isDigest(text)).toBe(false);
    expect(() => parseDigest(text)).toThrow(
      `invalid digest '${text}': ${why}, expected 'sha256:' and 64 lower case hex digits`);
  });
});
