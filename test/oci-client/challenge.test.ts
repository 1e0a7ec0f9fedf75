import * as fc from 'fast-check';
import { parseChallenges } from '../../src/oci-client/auth/challenge';
import { coversScopes, mergeScopes, repositoryScope } from '../../src/oci-client/auth/scope';

describe('a WWW-Authenticate header', () => {
  test.each([
    ['', []],
    ['Basic', [{ scheme: 'basic', params: {} }]],
    ['Basic realm="a b"', [{ scheme: 'basic', params: { realm: 'a b' } }]],
    ['Bearer realm="https://t/x",service="s",scope="repository:a:pull,push"',
      [{ scheme: 'bearer', params: { realm: 'https://t/x', service: 's', scope: 'repository:a:pull,push' } }]],
    ['BEARER  Realm = "r" , service=s', [{ scheme: 'bearer', params: { realm: 'r', service: 's' } }]],
    ['Negotiate, Basic realm="a, Bearer b=c", Bearer realm="r"', [
      { scheme: 'negotiate', params: {} },
      { scheme: 'basic', params: { realm: 'a, Bearer b=c' } },
      { scheme: 'bearer', params: { realm: 'r' } },
    ]],
    ['Bearer realm="say \\"hi\\" \\\\"', [{ scheme: 'bearer', params: { realm: 'say "hi" \\' } }]],
    ['Bearer realm="open', [{ scheme: 'bearer', params: {} }]],
    ['Bearer __proto__="x"', [{ scheme: 'bearer', params: Object.fromEntries([['__proto__', 'x']]) }]],
  ])('%s is understood', (header, challenges) => {
    expect(parseChallenges(header).map(({ scheme, params }) => ({ scheme, params: { ...params } }))).toEqual(challenges);
  });

  test('with any realm gives it back', () => {
    fc.assert(fc.property(fc.string(), (realm) => {
      const quoted = realm.replace(/["\\]/g, '\\$&');
      fc.pre(!/[\r\n]/.test(realm));
      expect(parseChallenges(`Bearer realm="${quoted}",service=s`)[0]?.params.realm).toBe(realm);
    }));
  });

  test('of any text is read in time', () => {
    fc.assert(fc.property(fc.string(), (text) => {
      expect(Array.isArray(parseChallenges(text))).toBe(true);
    }));
    expect(parseChallenges('a'.repeat(100_000))).toHaveLength(1);
    expect(parseChallenges(`a="${'\\'.repeat(100_000)}`)).toHaveLength(0);
  });
});

describe('scopes', () => {
  test('of one repository are joined, and sorted', () => {
    const scopes = [repositoryScope('b', 'push', 'pull'), 'repository:a:pull', 'repository:a:delete', 'registry:catalog:*', 'odd'];
    expect(mergeScopes(scopes)).toEqual(['odd', 'registry:catalog:*', 'repository:a:delete,pull', 'repository:b:pull,push']);
    expect(mergeScopes(['repository:a:*', 'repository:a:pull'])).toEqual(['repository:a:*']);
  });

  test('cover those with fewer rights', () => {
    expect(coversScopes(['repository:a:pull,push'], ['repository:a:pull'])).toBe(true);
    expect(coversScopes(['repository:a:*'], ['repository:a:delete'])).toBe(true);
    expect(coversScopes(['repository:a:pull'], ['repository:a:pull,push'])).toBe(false);
    expect(coversScopes(['repository:a:pull'], ['repository:a:pull', 'repository:b:pull'])).toBe(false);
  });

  test('merged cover what they were merged from', () => {
    const scope = fc.tuple(fc.constantFrom('a', 'b/c', 'host:5000/d'), fc.subarray(['pull', 'push', 'delete'] as const, { minLength: 1 }))
      .map(([name, actions]) => repositoryScope(name, ...actions));
    fc.assert(fc.property(fc.array(scope), (scopes) => {
      expect(coversScopes(mergeScopes(scopes), scopes)).toBe(true);
      expect(mergeScopes(mergeScopes(scopes))).toEqual(mergeScopes(scopes));
    }));
  });
});
