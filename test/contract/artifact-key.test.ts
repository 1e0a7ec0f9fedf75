import fc from 'fast-check';
import { artifactKey } from '../../src/contract/artifact-key';
import type { PatternValues } from '../../src/contract/name-pattern';
import { DEFAULT_KEY_PATTERN } from '../../src/contract/storage-config';

const RUN: PatternValues = { namespace: 'ci', pipelinerun: 'build-x7k', taskrun: 'build-x7k-compile', artifact: 'app' };

test('plain names are filled in as they are', () => {
  expect(artifactKey(DEFAULT_KEY_PATTERN, RUN)).toBe('ci/build-x7k-compile/app');
  expect(artifactKey('{{ artifact }}', RUN)).toBe('app');
  expect(artifactKey('runs/{{taskrun}}/v1.2/{{artifact}}', { ...RUN, taskrun: 'v1.2' })).toBe('runs/v1.2/v1.2/app');
});

test('a hash follows where a text had to be changed, cut, or could mean another run', () => {
  expect(artifactKey('a b/{{artifact}}', RUN)).toMatch(/^a_b\/app-[0-9a-f]{12}$/);
  expect(artifactKey(DEFAULT_KEY_PATTERN, { ...RUN, taskrun: 'a/b' })).toMatch(/^ci\/a_b\/app-[0-9a-f]{12}$/);
  expect(artifactKey(DEFAULT_KEY_PATTERN, { ...RUN, taskrun: '..' })).toMatch(/^ci\/__\/app-[0-9a-f]{12}$/);
  expect(artifactKey(DEFAULT_KEY_PATTERN, { ...RUN, namespace: '' })).toMatch(/^_\/build-x7k-compile\/app-[0-9a-f]{12}$/);
  expect(artifactKey('{{namespace}}-{{artifact}}', RUN)).toMatch(/^ci-app-[0-9a-f]{12}$/);
  expect(artifactKey('{{artifact}}', { ...RUN, artifact: 'app-0123456789ab' })).toMatch(/^app-0123456789ab-[0-9a-f]{12}$/);
  expect(artifactKey('{{artifact}}', { ...RUN, artifact: 'a'.repeat(900) })).toMatch(/^a{600}-[0-9a-f]{12}$/);
});

// few letters, so that equal texts from different values are common
const value = fc.string({ unit: fc.constantFrom('a', 'b', '.', '-', '_', 'Ä', '/'), maxLength: 4 });
const values = fc.record({ namespace: value, pipelinerun: value, taskrun: value, artifact: value });
const pattern = fc.constantFrom('{{namespace}}/{{pipelinerun}}/{{taskrun}}/{{artifact}}', '{{namespace}}{{pipelinerun}}{{taskrun}}{{artifact}}', 'x-{{namespace}}-{{pipelinerun}}/{{taskrun}}/..{{artifact}}.y');

test('every key is a plain path, and different values have different ones', () => {
  fc.assert(fc.property(pattern, values, values, (chosen, one, other) => {
    const keys = [artifactKey(chosen, one), artifactKey(chosen, other)];
    expect(keys.every((key) => key.split('/').every((segment) => /^(?!\.+$)[A-Za-z0-9._-]+$/.test(segment)))).toBe(true);
    expect(keys[0] === keys[1]).toBe(JSON.stringify(one) === JSON.stringify(other));
  }), { numRuns: 5_000 });
});
