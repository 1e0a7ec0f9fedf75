import { exampleOf } from '../example';
import { imageName } from '../model/image-name';
import { isDecidedElsewhere, resolverParam } from '../model/remote-references';
import type { Rule } from '../rule';
import { eachReference } from '../visit';
import { DIGEST } from './pinned-example';

const task = (bundle: string): string => exampleOf('Pipeline',
  `tasks: [{name: build, taskRef: {resolver: bundles, params: [{name: bundle, value: "${bundle}"}, {name: name, value: build}, {name: kind, value: task}]}}]`);

export const bundle: Rule = {
  id: 'digest/bundle',
  severity: 'warning',
  stage: 'none',
  summary: 'a bundle is referred to by digest',
  reason: 'a tag can be moved: whoever may push to the repository decides what your pipeline does',
  source: 'https://tekton.dev/docs/pipelines/bundle-resolver/',
  fix: 'write <repository>:<tag>@sha256:<digest>, as `cdk8s-tekton pin` does',
  passing: task(`registry.example.com/tasks/build:1.0@${DIGEST}`),
  failing: task('registry.example.com/tasks/build:1.0'),
  check: eachReference((reference, { report }) => {
    const found = reference.resolver === 'bundles' ? resolverParam(reference, 'bundle') : undefined;
    if (!found || isDecidedElsewhere(found.value)) return;
    // What is wrong with a digest tells tekton/image-name.
    if (imageName(found.value).digest !== undefined) return;
    report(found.path, { message: `${reference.label} takes its ${reference.kind} from the bundle '${found.value}', which has no digest` });
  }),
};
