import fc from 'fast-check';
import { artifactTag } from '../../src/contract/artifact-tag';
import type { PatternValues } from '../../src/contract/name-pattern';
import { DEFAULT_TAG_PATTERN } from '../../src/contract/storage-config';
import { isTag } from '../../src/oci-client';

const RUN: PatternValues = { namespace: 'ci', pipelinerun: 'build-x7k', taskrun: 'build-x7k-compile', artifact: 'app' };

test('plain names are filled in as they are', () => {
  expect(artifactTag(DEFAULT_TAG_PATTERN, RUN)).toBe('ci.build-x7k.build-x7k-compile.app');
  expect(artifactTag('{{ artifact }}', RUN)).toBe('app');
  expect(artifactTag(DEFAULT_TAG_PATTERN, { ...RUN, pipelinerun: '' })).toBe('ci..build-x7k-compile.app');
});

test('a hash follows where a text had to be changed, cut, or could mean another run', () => {
  expect(artifactTag('v:{{artifact}}', RUN)).toMatch(/^v_app-[0-9a-f]{12}$/);
  expect(artifactTag(DEFAULT_TAG_PATTERN, { ...RUN, taskrun: 'a'.repeat(200) })).toMatch(/^ci\.build-x7k\.a{102}-[0-9a-f]{12}$/);
  expect(artifactTag(DEFAULT_TAG_PATTERN, { ...RUN, taskrun: 'v1.2' })).toMatch(/^ci\.build-x7k\.v1\.2\.app-[0-9a-f]{12}$/);
  expect(artifactTag('{{taskrun}}-{{artifact}}', RUN)).toMatch(/^build-x7k-compile-app-[0-9a-f]{12}$/);
  expect(artifactTag('{{artifact}}', { ...RUN, artifact: 'app-0123456789ab' })).toMatch(/^app-0123456789ab-[0-9a-f]{12}$/);
});

test('dots between names do not make two runs one', () => {
  const one = artifactTag(DEFAULT_TAG_PATTERN, { ...RUN, pipelinerun: 'a.b', taskrun: 'c' });
  const other = artifactTag(DEFAULT_TAG_PATTERN, { ...RUN, pipelinerun: 'a', taskrun: 'b.c' });
  expect(one).not.toBe(other);
});

// few letters, so that equal texts from different values are common
const value = fc.string({ unit: fc.constantFrom('a', 'b', '.', '-', '_', 'Ä', '/'), maxLength: 4 });
const values = fc.record({ namespace: value, pipelinerun: value, taskrun: value, artifact: value });
const pattern = fc.constantFrom(
  DEFAULT_TAG_PATTERN, '{{namespace}}{{pipelinerun}}{{taskrun}}{{artifact}}', 'x-{{namespace}}-{{pipelinerun}}..{{taskrun}}._{{artifact}}.y',
);

test('every tag is a tag, and different values have different ones', () => {
  fc.assert(fc.property(pattern, values, values, (chosen, one, other) => {
    const tags = [artifactTag(chosen, one), artifactTag(chosen, other)];
    expect(tags.every(isTag)).toBe(true);
    expect(tags[0] === tags[1]).toBe(JSON.stringify(one) === JSON.stringify(other));
  }), { numRuns: 5_000 });
});
