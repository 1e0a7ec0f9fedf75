import { exampleOf } from '../example';
import type { Rule } from '../rule';
import { eachPipelineSpec } from '../visit';
import { expressionsOfTask, resultReference } from '../webhook/expressions';
import { bundleOf } from './trusted-example';

/** The results of a build Pipeline, by the last part of their names. */
const RESULTS = ['IMAGE_URL', 'IMAGE_DIGEST', 'CHAINS-GIT_URL', 'CHAINS-GIT_COMMIT'];

const pipeline = (results: string): string => exampleOf('Pipeline', `${results}
tasks:
- {name: clone, taskRef: ${bundleOf('git-clone')}}
- {name: build, taskRef: ${bundleOf('buildah')}, params: [{name: SOURCE_ARTIFACT, value: $(tasks.clone.results.SOURCE_ARTIFACT)}]}
- {name: scan, taskRef: ${bundleOf('scan')}, params: [{name: digest, value: $(tasks.build.results.IMAGE_DIGEST)}, {name: url, value: $(tasks.build.results.IMAGE_URL)}]}`);

export const imageResults: Rule = {
  id: 'konflux/image-results',
  severity: 'error',
  stage: 'none',
  summary: 'a Pipeline that builds an image gives IMAGE_URL, IMAGE_DIGEST, CHAINS-GIT_URL and CHAINS-GIT_COMMIT as results',
  reason: 'Chains signs the image, and records the commit, by these results; without provenance the policy refuses the release',
  source: 'https://konflux-ci.dev/docs/building/, results of build pipelines; https://conforma.dev/docs/policy/packages/release_provenance_materials.html',
  fix: 'add results: [{name: IMAGE_URL, value: $(tasks.<build>.results.IMAGE_URL)}, ...]',
  passing: pipeline('results: [{name: IMAGE_URL, value: $(tasks.build.results.IMAGE_URL)}, {name: IMAGE_DIGEST, value: $(tasks.build.results.IMAGE_DIGEST)}, '
    + '{name: CHAINS-GIT_URL, value: $(tasks.clone.results.url)}, {name: CHAINS-GIT_COMMIT, value: $(tasks.clone.results.commit)}]'),
  failing: pipeline(''),
  check: eachPipelineSpec(({ spec, path, tasks, finally: last }, { report }) => {
    const builds = [...tasks, ...last].flatMap(expressionsOfTask).some(({ expression }) => resultReference(expression)?.result === 'IMAGE_DIGEST');
    if (!builds) return;
    const names = (spec.results ?? []).map(({ name }) => name);
    const missing = RESULTS.filter((name) => !names.includes(name));
    if (missing.length > 0) report(spec.results ? `${path}.results` : path, { message: `the Pipeline builds an image and has no result ${missing.join(', ')}`, atKey: true });
  }),
};
