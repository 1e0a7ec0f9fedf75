import { shortCause } from '../../src/agent/short-cause';

const DIGEST = `sha256:${'0123456789abcdef'.repeat(4)}`;

test('a message that fits stays, but for the length of its digests', () => {
  expect(shortCause(`content ${DIGEST} of 'x'`, 200)).toBe("content sha256:0123456789ab of 'x'");
});

test('a long message keeps what it is about and why it failed', () => {
  const message = `input 'app': cannot fetch manifest '${DIGEST}' of 'registry.example.com/${'team/'.repeat(40)}app': connect ECONNREFUSED 10.0.0.1:5000`;
  const short = shortCause(message, 200);
  expect(Buffer.byteLength(short)).toBe(200);
  expect(short).toMatch(/^input 'app': cannot fetch manifest 'sha256:0123456789ab' .* \.\.\. .*connect ECONNREFUSED 10\.0\.0\.1:5000$/);
});

test('no character is cut in two', () => {
  for (let bytes = 100; bytes < 110; bytes++) {
    const short = shortCause('ü€😀'.repeat(60), bytes);
    expect(short).not.toContain('\ufffd');
    expect(Buffer.byteLength(short)).toBeLessThanOrEqual(bytes);
  }
});
