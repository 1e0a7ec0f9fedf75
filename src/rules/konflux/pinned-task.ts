import { exampleOf } from '../example';
import { imageName } from '../model/image-name';
import { isDecidedElsewhere, resolverParam } from '../model/remote-references';
import type { Rule } from '../rule';
import { eachReference } from '../visit';
import { bundleOf } from './trusted-example';

const pipeline = (version?: string): string => exampleOf('Pipeline', `tasks: [{name: clone, taskRef: ${bundleOf('git-clone', version)}}]`);

export const pinnedTask: Rule = {
  id: 'konflux/pinned-task',
  severity: 'warning',
  stage: 'none',
  summary: 'tasks are pinned: a bundle by tag and digest, git by commit',
  reason: 'the list of trusted tasks has digests and commits; by a tag alone no task is on it',
  source: 'https://conforma.dev/docs/policy/packages/release_trusted_task.html, pinned and tagged',
  fix: 'write <bundle>:<tag>@sha256:<digest>, or a commit of 40 hex digits as revision',
  passing: pipeline(),
  failing: pipeline('0.1'),
  check: eachReference((reference, { report }) => {
    if (reference.kind !== 'Task') return;
    const bundle = reference.resolver === 'bundles' ? resolverParam(reference, 'bundle') : undefined;
    if (bundle && !isDecidedElsewhere(bundle.value)) {
      const { tag, digest } = imageName(bundle.value);
      if (digest === undefined) report(bundle.path, { message: `${reference.label} has the bundle '${bundle.value}' without a digest` });
      else if (tag === undefined) report(bundle.path, { message: `${reference.label} has the bundle '${bundle.value}' without a tag` });
    }
    const revision = reference.resolver === 'git' ? resolverParam(reference, 'revision') : undefined;
    if (revision && !isDecidedElsewhere(revision.value) && !/^[0-9a-f]{40}$/.test(revision.value)) {
      report(revision.path, { message: `${reference.label} has the revision '${revision.value}', expected a commit` });
    }
  }),
};
