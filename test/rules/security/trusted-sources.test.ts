import { readYaml } from '../../../src/cli/validate/read-yaml';
import { checkDocuments } from '../../../src/rules/engine';
import { exampleOf } from '../../../src/rules/example';
import { security } from '../../../src/rules/packs/security';

function found(ref: string, trustedSources?: string[]): string[] {
  const documents = readYaml('x', exampleOf('TaskRun', `taskRef: ${ref}`));
  return checkDocuments(documents, { packs: [security], trustedSources }).filter(({ rule }) => rule.id === 'security/untrusted-source').map(({ message }) => message);
}

const git = (url: string): string => `{resolver: git, params: [{name: url, value: "${url}"}, {name: pathInRepo, value: task.yaml}]}`;
const bundle = (image: string): string => `{resolver: bundles, params: [{name: bundle, value: "${image}"}]}`;

test.each([
  [git('https://github.com/tektoncd/catalog.git')],
  [git('git@github.com:tektoncd/catalog.git')],
  [git('ssh://git@github.com/tektoncd/catalog')],
  [bundle('quay.io/konflux-ci/task-init:0.2')],
  ['{resolver: hub, params: [{name: name, value: git-clone}]}'],
])('%s is trusted', (ref) => {
  expect(found(ref, ['github.com/tektoncd', 'https://quay.io/'])).toEqual([]);
});

test.each([
  [git('https://github.com/tektoncd-evil/catalog.git')],
  [git('https://github.com.evil.example/tektoncd/catalog.git')],
  [git('https://github.com@evil.example/tektoncd')],
  [bundle('quay.io.example/konflux-ci/task-init:0.2')],
])('fails over %s', (ref) => {
  expect(found(ref, ['github.com/tektoncd', 'quay.io'])).toEqual([expect.stringContaining('none of the trusted sources: github.com/tektoncd, quay.io')]);
});

test('any source is trusted where nobody names one', () => {
  expect(found(git('https://example.com/tasks'))).toEqual([]);
});
