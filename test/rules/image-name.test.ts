import { Reference } from '../../src/oci-client';
import { imageNameProblem } from '../../src/rules/model/image-name';
import { findingsIn, messagesOf } from './tester';

test.each([
  'busybox', 'library/busybox:1.37', 'localhost/x', 'localhost:5000/x:Tag', 'Host.Example.com/a/b_c/d__e/f--g', '[::1]:5000/x', `x:1@sha256:${'0'.repeat(64)}`, `x:${'a'.repeat(128)}`,
])('%s is a name, to the client of registries, too', (name) => {
  expect(imageNameProblem(name)).toBeUndefined();
  expect(() => Reference.parse(name)).not.toThrow();
});

test.each([
  ['UPPER:1', "'UPPER' is not in lower case"],
  ['UPPER/x:1', "'UPPER/x' is not in lower case"],
  ['quay.io/Team/x', "'Team/x' is not in lower case"],
  ['quay.io/a..b', "'a..b' is no repository"],
  ['quay.io/', "'' is no repository"],
  ['x y', "'x y' is no repository"],
  ['-.io/x', "'-.io' is no host"],
  ['x:', "'' is no tag"],
  [`x:${'a'.repeat(129)}`, 'is no tag'],
  ['a'.repeat(64), 'it is the id of an image'],
  [`quay.io/${'a'.repeat(256)}`, 'has 256 characters, at most 255'],
  ['node:22@', "the digest '' is of no known algorithm"],
  ['x@sha256:abc', "'sha256:abc' has 3 hex digits instead of 64"],
  [`x@sha256:${'a'.repeat(65)}`, 'has 65 hex digits instead of 64'],
  [`x@sha512:${'a'.repeat(64)}`, 'has 64 hex digits instead of 128'],
  [`x@sha256:${'A'.repeat(64)}`, 'has other characters than 0-9 and a-f'],
  [`x@SHA256:${'a'.repeat(64)}`, 'is of no known algorithm'],
  [`x@md5:${'a'.repeat(32)}`, 'is of no known algorithm'],
  [`x@sha256:${'a'.repeat(64)}@sha256:${'a'.repeat(64)}`, 'has other characters than 0-9 and a-f'],
])('fails %s', (name, problem) => {
  expect(imageNameProblem(name)).toContain(problem);
});

test('names in images and bundles are looked at, those that are decided elsewhere are not', () => {
  const task = (image: string): string => `{apiVersion: tekton.dev/v1, kind: Task, metadata: {name: t}, spec: {params: [{name: i}], steps: [{name: a, image: "${image}", command: [x]}]}}`;
  expect(messagesOf('tekton/image-name', task('X:1'))).toEqual(["1:115 'X:1' is no name of an image: 'X' is not in lower case"]);
  for (const image of ['$(params.i)', '{{ .Image }}', 'ko://github.com/Tekton/cmd']) expect(messagesOf('tekton/image-name', task(image))).toEqual([]);
  const run = '{apiVersion: tekton.dev/v1, kind: TaskRun, metadata: {name: t}, spec: {taskRef: {resolver: bundles, params: [{name: bundle, value: X/y}]}}}';
  expect(findingsIn(run).map(({ rule, path }) => `${rule.id} ${path}`)).toContain('tekton/image-name spec.taskRef.params[0].value');
});

test('Tekton, which asks for an entrypoint where there is no command, knows less digests than the kubelet', () => {
  const image = `x@sha512:${'a'.repeat(128)}`;
  const task = (step: string): string => `{apiVersion: tekton.dev/v1, kind: Task, metadata: {name: t}, spec: {steps: [{image: ${image}${step}}], sidecars: [{name: s, image: ${image}}]}}`;
  expect(imageNameProblem(`${'a'.repeat(64)}:1`)).toBeUndefined();
  for (const step of [', command: [x]', ', script: x']) expect(messagesOf('tekton/image-name', task(step))).toEqual([]);
  expect(messagesOf('tekton/image-name', task(', args: [x]'))).toEqual([expect.stringContaining('is of no known algorithm')]);
});
