import { gunzipSync } from 'zlib';
import * as fc from 'fast-check';
import { storedMember } from '../../../src/agent/archive/stored-member';

describe('a gzip member that stores its block', () => {
  test.each([0, 1, 0xfffe, 0xffff, 0x10000, 2 * 0xffff, 1024 * 1024])('holds %i bytes as they are', size => {
    const block = Buffer.alloc(size, 'not the same byte again and again');
    const member = storedMember(block);
    expect(gunzipSync(member).equals(block)).toBe(true);
    expect(member.length).toBe(size + 18 + 5 * Math.max(1, Math.ceil(size / 0xffff)));
  });

  test('is read in its place among others', () => {
    fc.assert(fc.property(fc.array(fc.nat(200_000), { maxLength: 4, minLength: 1 }), sizes => {
      const blocks = sizes.map((size, i) => Buffer.alloc(size, i));
      expect(gunzipSync(Buffer.concat(blocks.map(storedMember))).equals(Buffer.concat(blocks))).toBe(true);
    }), { numRuns: 30 });
  });

  test('fails to be read when a byte of it is another one', () => {
    const member = storedMember(Buffer.from('content'));
    member[16] ^= 1;
    expect(() => gunzipSync(member)).toThrow('incorrect data check');
  });
});
