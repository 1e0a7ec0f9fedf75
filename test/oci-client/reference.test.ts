import * as fc from 'fast-check';
import { digestOf } from '../../src/contract/digest';
import { isLoopback, isTag, Reference } from '../../src/oci-client';

const DIGEST = digestOf('');

describe('a reference', () => {
  test.each([
    ['alpine', 'docker.io/library/alpine'],
    ['alpine:3', 'docker.io/library/alpine:3'],
    ['bitnami/redis', 'docker.io/bitnami/redis'],
    ['docker.io/alpine', 'docker.io/library/alpine'],
    ['index.docker.io/a/b', 'docker.io/a/b'],
    ['localhost/a', 'localhost/a'],
    ['localhost:5000', 'docker.io/library/localhost:5000'],
    ['localhost:5000/a:b', 'localhost:5000/a:b'],
    ['registry.local/a', 'registry.local/a'],
    ['Registry/a', 'Registry/a'],
    ['[::1]:5000/a', '[::1]:5000/a'],
    [`quay.io/a/b__c/d--e:T.1@${DIGEST}`, `quay.io/a/b__c/d--e:T.1@${DIGEST}`],
  ])('%s is %s', (text, full) => {
    expect(Reference.parse(text).toString()).toBe(full);
  });

  test('prints as what it was parsed from, for any parts', () => {
    fc.assert(fc.property(REGISTRY, REPOSITORY, fc.option(TAG, { nil: undefined }), fc.boolean(), (registry, repository, tag, pinned) => {
      const parts = { registry, repository, tag, digest: pinned ? DIGEST : undefined };
      const reference = Reference.parse(Reference.of(parts).toString());
      expect({ ...reference }).toEqual(parts);
      expect(Reference.parse(reference.toString())).toEqual(reference);
    }));
  });

  test('either parses to valid parts or fails with its code, for any text', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[a-z0-9.:/@_-]{1,40}$/)), (text) => {
      let parsed: Reference;
      try {
        parsed = Reference.parse(text);
      } catch (error) {
        expect(error).toMatchObject({ name: 'TransferError', code: 'INVALID_REFERENCE' });
        return;
      }
      // What is put into URLs cannot leave its place in them.
      expect(new URL(`https://${parsed.host}/v2/${parsed.repository}/tags/list`).pathname).toBe(`/v2/${parsed.repository}/tags/list`);
    }));
  });

  test('has a version of its own or another', () => {
    const reference = Reference.parse(`localhost/a:b@${DIGEST}`);
    expect(reference.withTag('c').toString()).toBe('localhost/a:c');
    expect(reference.withDigest(DIGEST).toString()).toBe(`localhost/a@${DIGEST}`);
    expect(reference.name).toBe('localhost/a');
  });

  test('of Docker Hub is served by another host', () => {
    expect(Reference.parse('alpine').host).toBe('registry-1.docker.io');
    expect(Reference.parse('quay.io/a').host).toBe('quay.io');
  });

  test.each([
    ['', 'it names no repository, expected registry/repository[:tag][@digest]'],
    ['quay.io/', 'it names no repository, expected registry/repository[:tag][@digest]'],
    ['quay.io/A', "'A' is not a repository, expected lower case letters, digits and single separators (. _ __ -) between them"],
    ['quay.io/a//b', "'a//b' is not a repository, expected lower case letters, digits and single separators (. _ __ -) between them"],
    ['quay.io/../b', "'../b' is not a repository, expected lower case letters, digits and single separators (. _ __ -) between them"],
    [`quay.io/${'a'.repeat(256)}`, 'the repository has 256 characters, at most 255 are allowed'],
    ['quay.io/a:', "'' is not a tag, expected 1 to 128 of A-Z a-z 0-9 _ . - with no dot or dash in front"],
    ['quay.io/a:-b', "'-b' is not a tag, expected 1 to 128 of A-Z a-z 0-9 _ . - with no dot or dash in front"],
    ['quay.io/a@sha256:12', "invalid digest 'sha256:12': it has 2 hex digits instead of 64, expected 'sha256:' and 64 lower case hex digits"],
    ['user:word@quay.io/a', "invalid digest 'quay.io/a': it names no algorithm, expected 'sha256:' and 64 lower case hex digits"],
    ['-quay.io/a', "'-quay.io' is not a registry, expected a host name or address and perhaps a port"],
    ['quay.io:0/a', 'port 0 does not exist, expected 1 to 65535'],
    ['quay.io:65536/a', 'port 65536 does not exist, expected 1 to 65535'],
    ['[1:2]/a', "'[1:2]' is not an IPv6 address"],
  ])('fails on %j', (text, why) => {
    expect(() => Reference.parse(text)).toThrow(`invalid reference '${text}': ${why}`);
  });
});

test('only this machine is loopback', () => {
  const near = ['localhost', 'localhost:5000', 'a.localhost', '127.0.0.1', '127.9.9.9:80', '[::1]', '[::1]:5000', 'LOCALHOST'];
  const far = ['registry.local', '128.0.0.1', '127.0.0.1.example.com', 'localhost.example.com', '[::2]', '10.0.0.1', '127.example.com', ''];
  expect(near.filter((registry) => !isLoopback(registry))).toEqual([]);
  expect(far.filter(isLoopback)).toEqual([]);
});

test('a tag has at most 128 characters', () => {
  expect(isTag('a'.repeat(128))).toBe(true);
  expect(isTag('a'.repeat(129))).toBe(false);
});

const LABEL = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,8}[a-z0-9])?$/);
const REGISTRY = fc.tuple(fc.array(LABEL, { minLength: 2, maxLength: 4 }), fc.option(fc.integer({ min: 1, max: 65535 })))
  .map(([labels, port]) => `${labels.join('.')}${port === null ? '' : `:${port}`}`);
const REPOSITORY = fc.array(fc.stringMatching(/^[a-z0-9]{1,5}((\.|_|__|-{1,3})[a-z0-9]{1,5}){0,2}$/), { minLength: 1, maxLength: 4 })
  .map((components) => components.join('/'));
const TAG = fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,20}$/);
