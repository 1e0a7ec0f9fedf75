import { inputVariables } from '../../src/contract/agent-plan';
import { ANNOTATIONS } from '../../src/contract/annotations';
import { isArtifactName } from '../../src/contract/artifact-name';
import { EXIT_CODES } from '../../src/contract/exit-codes';
import { MEDIA_TYPE_PATTERN, MEDIA_TYPES } from '../../src/contract/media-types';
import { ARTIFACTS_ROOT, PATHS } from '../../src/contract/paths';

test.each([
  ['a', true], ['app-1_x', true], ['1st', true], ['a'.repeat(63), true],
  ['', false], ['a.b', false], ['-a', false], ['a-', false], ['a b', false], ['ä', false], ['a'.repeat(64), false], ['a\n', false],
])('%j names an artifact: %s', (name, is) => {
  expect(isArtifactName(name)).toBe(is);
});

test('each cause of a failure has an exit code of its own, none that shells or runtimes use', () => {
  const codes = Object.values(EXIT_CODES);
  expect(new Set(codes).size).toBe(codes.length);
  expect(codes.filter((code) => code < 3 || code > 125)).toEqual([]);
});

test('media types are types without parameters', () => {
  expect(Object.values(MEDIA_TYPES).filter((type) => !MEDIA_TYPE_PATTERN.test(type))).toEqual([]);
  expect(['text', 'text/plain; charset=utf-8', 'text/', '/plain', 'a b/c'].filter((type) => MEDIA_TYPE_PATTERN.test(type))).toEqual([]);
});

test('annotations differ from each other', () => {
  expect(new Set(Object.values(ANNOTATIONS)).size).toBe(Object.keys(ANNOTATIONS).length);
});

test('nothing of ours lies under /tekton, where the webhook refuses mounts', () => {
  expect(Object.values(PATHS).filter((path) => !path.startsWith(`${ARTIFACTS_ROOT}/`))).toEqual([]);
});

test('no two inputs share an env variable', () => {
  const names = ['a', 'a_URI', 'a_URI_DIGEST', 'a_REF', 'a-URI'].flatMap((name) => Object.values(inputVariables(name)));
  expect(new Set(names).size).toBe(names.length);
});
