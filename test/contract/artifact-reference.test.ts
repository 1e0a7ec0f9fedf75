import fc from 'fast-check';
import {
  BLANK_REFERENCE, formatReference, isBlank, isRepositoryUri, parseReference, referenceProblem, splitSelector,
} from '../../src/contract/artifact-reference';
import { digestOf } from '../../src/contract/digest';

const DIGEST = digestOf('content');

describe('a reference as one string', () => {
  test.each([
    ['registry.example/team/app', `oci:registry.example/team/app@${DIGEST}`],
    ['localhost:5000/app', `oci:localhost:5000/app@${DIGEST}`],
    ['registry.example/team/app#sbom', `oci:registry.example/team/app#sbom@${DIGEST}`],
    ['pvc:claim/a/b', `pvc:claim/a/b@${DIGEST}`],
    ['oci-layout:/var/store', `oci-layout:/var/store@${DIGEST}`],
    ['data:text/plain;base64,YUBi', `data:text/plain;base64,YUBi@${DIGEST}`],
    ['pkg:npm/%40scope/x', `pkg:npm/%40scope/x@${DIGEST}`],
    ['git+https://example.com/x.git', `git+https://example.com/x.git@${DIGEST}`],
  ])('%s', (uri, text) => {
    expect(formatReference({ uri, digest: DIGEST })).toBe(text);
    expect(parseReference(text)).toEqual({ uri, digest: DIGEST });
  });

  test('is blank for a blank one, and so is what a composed text becomes', () => {
    expect(formatReference(BLANK_REFERENCE)).toBe('');
    expect(['', '@'].map(parseReference)).toEqual([BLANK_REFERENCE, BLANK_REFERENCE]);
    expect(isBlank(BLANK_REFERENCE)).toBe(true);
  });

  test('fails for inline content without showing it: it may be secret', () => {
    for (const text of ['data:text/plain;base64,c2VjcmV0', 'data:text/plain;base64,c2VjcmV0@', `data:text/plain;base64,c2Vj cmV0@${DIGEST}`]) {
      expect(() => parseReference(text)).toThrow(/^'data:\.\.\.' is not an artifact reference(?!.*mV0)/);
    }
  });

  test('reads the form of other tools, with slashes', () => {
    expect(parseReference(`oci://registry.example/app@${DIGEST}`).uri).toBe('registry.example/app');
  });

  test('any good reference survives', () => {
    const start = fc.constantFrom('', 'oci:', 'oci://', 'pvc:', 'data:text/plain,', 'host/', 'host:1/', '//');
    const uri = fc.tuple(start, fc.string({ unit: 'grapheme', minLength: 1 })).map((parts) => parts.join(''));
    fc.assert(fc.property(uri.filter((text) => referenceProblem({ uri: text, digest: DIGEST }) === undefined), (text) => {
      expect(parseReference(formatReference({ uri: text, digest: DIGEST }))).toEqual({ uri: text, digest: DIGEST });
    }), { numRuns: 500 });
  });

  test.each([
    ['registry.example/app', "is not an artifact reference, expected 'oci:<repository>@sha256:<hex>' or '<uri>@sha256:<hex>'"],
    [`oci:registry.example/app:v1@${DIGEST.slice(0, -1)}`, "is not 'sha256:' and 64 lower-case hex digits"],
    [`@${DIGEST}`, 'without a uri, expected both or neither'],
    ['registry.example/app@', 'without a digest, expected both or neither'],
    [`a b/c@${DIGEST}`, 'has white space or control characters'],
    [`user@host/c@${DIGEST}`, "contains '@', put what follows it into the digest"],
  ])('fails on %j', (text, message) => {
    expect(() => parseReference(text)).toThrow(`'${text}' is not an artifact reference`);
    expect(() => parseReference(text)).toThrow(message);
  });
});

test.each([
  ['registry.example/app', true], ['localhost:5000/a/b', true], ['app', false], ['s3://bucket/key', false],
  ['HTTPS://example.com/x', false], ['data:text/plain,a/b', false], ['pvc:claim/x', false], ['host/a@b', false],
])('%s is a repository: %s', (uri, is) => {
  expect(isRepositoryUri(uri)).toBe(is);
});

test('a selector is what follows the last hash, but not in inline content', () => {
  expect(splitSelector('host/app#sbom')).toEqual({ uri: 'host/app', name: 'sbom' });
  expect(splitSelector('host/app')).toEqual({ uri: 'host/app' });
  expect(splitSelector('data:text/plain,a#b')).toEqual({ uri: 'data:text/plain,a#b' });
});
