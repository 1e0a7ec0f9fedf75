import { exampleOf } from '../example';
import type { Rule } from '../rule';
import { eachTaskSpec } from '../visit';
import { ARTIFACT_SUFFIX, trustedNames } from './trusted-names';

const task = (name: string): string => exampleOf('Task', `params: [{name: ${name}, type: string}]
steps:
- {name: use, image: quay.example.com/trusted-artifacts, args: [use, $(params.${name})=/var/workdir/source]}
- {name: build, image: busybox, command: [make]}`);

export const artifactName: Rule = {
  id: 'konflux/artifact-name',
  severity: 'error',
  stage: 'none',
  summary: `params and results that carry trusted artifacts end with ${ARTIFACT_SUFFIX}`,
  reason: 'by this name the policy follows artifacts from task to task; others are no trusted artifacts to it',
  source: 'https://conforma.dev/docs/policy/packages/task_trusted_artifacts.html, parameter and result',
  fix: `rename it to <NAME>${ARTIFACT_SUFFIX}`,
  passing: task('SOURCE_ARTIFACT'),
  failing: task('SOURCE'),
  check: eachTaskSpec((view, { report }) => {
    for (const { name, what, path, byPolicy } of trustedNames(view)) {
      if (name.endsWith(ARTIFACT_SUFFIX)) continue;
      report(path, { message: `the ${what} '${name}' carries an artifact, expected a name that ends with '${ARTIFACT_SUFFIX}'`, ...byPolicy ? {} : { severity: 'warning' } });
    }
  }),
};
