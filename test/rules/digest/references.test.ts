import { DIGEST } from '../../../src/rules/digest/pinned-example';
import { exampleOf } from '../../../src/rules/example';
import { messagesOf } from '../tester';

function run(uri: string, digest: string): string {
  return exampleOf('TaskRun', `taskRef: {name: test}\nparams: [{name: app, value: {uri: "${uri}", digest: "${digest}"}}]`);
}

describe('digest/artifact-reference', () => {
  test.each([
    ['', ''],
    ['registry.example.com/ci/app', DIGEST],
    ['$(params.uri)', '$(params.digest)'],
    ['registry.example.com/ci/app', '$(params.digest)'],
    ['git+https://git@example.com/app.git', `sha1:${'a'.repeat(40)}`],
    ['data:text/plain;base64,YUBi', DIGEST],
  ])('takes uri %j with digest %j', (uri, digest) => {
    expect(messagesOf('digest/artifact-reference', run(uri, digest))).toEqual([]);
  });

  test.each([
    ['', DIGEST, 'without a uri'],
    ['registry.example.com/ci/app', '', 'without a digest'],
    ['$(params.uri)', '', 'without a digest'],
    [`registry.example.com/ci/app@${DIGEST}`, DIGEST, "contains '@'"],
    ['registry.example.com/ci/app', 'md5:0123', "is not 'sha256:'"],
    ['registry.example.com/ci/app', DIGEST.slice(0, -1), "is not 'sha256:'"],
    ['registry.example.com/ci/app', DIGEST.toUpperCase(), "is not 'sha256:'"],
  ])('fails for uri %j with digest %j', (uri, digest, why) => {
    expect(messagesOf('digest/artifact-reference', run(uri, digest))).toEqual([expect.stringContaining(why)]);
  });
});

describe('digest/mutable-tag', () => {
  test('finds a tag in a uri beside a digest', () => {
    expect(messagesOf('digest/mutable-tag', run('registry.example.com/ci/app:1.0', DIGEST))).toEqual([expect.stringContaining("has the tag '1.0'")]);
    expect(messagesOf('digest/mutable-tag', run('registry.example.com:5000/ci/app', DIGEST))).toEqual([]);
  });
});

describe('digest/text-binding', () => {
  const pipeline = (uri: string, digest: string) => exampleOf('Pipeline', `tasks:
- {name: build, taskRef: {name: build}}
- {name: other, taskRef: {name: build}}
- {name: test, taskRef: {name: test}, params: [{name: app, value: {uri: "${uri}", digest: "${digest}"}}]}`);

  test('tells pieces of one result from pieces of two', () => {
    expect(messagesOf('digest/text-binding', pipeline('$(tasks.build.results.app.uri)', '$(tasks.build.results.app.digest)'))).toEqual([
      "9:62 param 'app' of task 'test' takes uri and digest of 'build.app' one by one",
    ]);
    expect(messagesOf('digest/text-binding', pipeline('$(tasks.build.results.app.uri)', '$(tasks.other.results.app.digest)'))).toEqual([
      "9:62 param 'app' of task 'test' has the uri of 'build.app' and the digest of 'other.app'",
    ]);
  });

  test('leaves one member of an index alone', () => {
    expect(messagesOf('digest/text-binding', pipeline('$(tasks.build.results.artifacts.uri)#sbom', '$(tasks.build.results.artifacts.digest)'))).toEqual([]);
  });
});

describe('pinned sources', () => {
  const ref = (resolver: string, params: { readonly [name: string]: string }) => exampleOf('PipelineRun',
    `pipelineRef: {resolver: ${resolver}, params: [${Object.entries(params).map(([name, value]) => `{name: ${name}, value: "${value}"}`).join(', ')}]}`);

  test.each([
    ['digest/git-revision', 'git', { url: 'https://example.com/a.git', revision: '{{revision}}' }],
    ['digest/git-revision', 'git', { url: 'https://example.com/a.git', revision: 'f'.repeat(40) }],
    ['digest/hub-version', 'hub', { name: 'a', version: 'v1.2.3' }],
    ['digest/bundle', 'bundles', { bundle: '$(params.bundle)' }],
    ['digest/bundle', 'bundles', { bundle: `localhost:5000/a@${DIGEST}` }],
  ])('%s takes %s %j', (rule, resolver, params) => {
    expect(messagesOf(rule, ref(resolver, params as unknown as { readonly [name: string]: string }))).toEqual([]);
  });

  test.each([
    ['digest/git-revision', 'git', { url: 'https://example.com/a.git' }, 'the default branch'],
    ['digest/git-revision', 'git', { url: 'https://example.com/a.git', revision: 'abc1234' }, 'expected a commit id of 40'],
    ['digest/hub-version', 'hub', { name: 'a' }, 'without a version'],
    ['digest/hub-version', 'hub', { name: 'a', version: 'latest' }, "version 'latest'"],
    ['digest/bundle', 'bundles', { bundle: 'localhost:5000/a' }, 'has no digest'],
    ['tekton/image-name', 'bundles', { bundle: 'localhost:5000/a@sha256:12' }, '2 hex digits instead of 64'],
  ])('%s fails %s %j', (rule, resolver, params, why) => {
    expect(messagesOf(rule, ref(resolver, params as unknown as { readonly [name: string]: string }))).toEqual([expect.stringContaining(why)]);
  });
});
