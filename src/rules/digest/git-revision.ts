import { exampleOf } from '../example';
import { isDecidedElsewhere, resolverParam } from '../model/remote-references';
import type { Rule } from '../rule';
import { eachReference } from '../visit';

const COMMIT = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

const run = (revision: string): string => exampleOf('PipelineRun',
  `pipelineRef: {resolver: git, params: [{name: url, value: "https://git.example.com/ci.git"}, {name: revision, value: ${revision}}, {name: pathInRepo, value: p.yaml}]}`);

export const gitRevision: Rule = {
  id: 'digest/git-revision',
  severity: 'warning',
  stage: 'none',
  summary: 'what comes from git is referred to by a whole commit id',
  reason: 'a branch or tag can be moved: a push to that repository changes your pipeline without any change in yours',
  source: 'https://tekton.dev/docs/pipelines/git-resolver/',
  fix: 'write the commit id of 40 hex digits as revision',
  passing: run(`"${'0123456789'.repeat(4)}"`),
  failing: run('main'),
  check: eachReference((reference, { report }) => {
    if (reference.resolver !== 'git') return;
    const found = resolverParam(reference, 'revision');
    const taken = `${reference.label} takes its ${reference.kind} from git`;
    if (!found) return report(`${reference.path}.params`, { message: `${taken} without a revision: from the default branch`, atKey: true });
    if (!isDecidedElsewhere(found.value) && !COMMIT.test(found.value)) {
      report(found.path, { message: `${taken} at '${found.value}', expected a commit id of 40 hex digits` });
    }
  }),
};
