import { referenceProblem } from '../../contract/artifact-reference';
import { exampleOf } from '../example';
import { isDecidedElsewhere } from '../model/remote-references';
import type { Rule } from '../rule';
import { DIGEST } from './pinned-example';
import type { ReferenceValue } from './reference-values';
import { referenceValues } from './reference-values';

const run = (uri: string, digest: string): string => exampleOf('TaskRun',
  `taskRef: {name: test}\nparams: [{name: app, value: {uri: "${uri}", digest: "${digest}"}}]`);

export const artifactReference: Rule = {
  id: 'digest/artifact-reference',
  severity: 'error',
  stage: 'run',
  summary: "an artifact reference is a uri without '@' and a digest of a known algorithm, or both are blank",
  reason: 'the fetch step refuses another one (exit code 22), and Tekton Chains takes it for no artifact at all',
  source: 'TEP-0139, artifact references; src/contract/artifact-reference.ts',
  fix: 'write both: where in uri, and sha256:<64 lower-case hex digits> in digest',
  passing: run('registry.example.com/ci/app', DIGEST),
  failing: run('registry.example.com/ci/app', ''),
  check: ({ document, report }) => {
    for (const value of referenceValues(document)) {
      const problem = problemOf(value);
      if (problem) report(value.path, { message: `${value.label} is no artifact reference: ${problem}`, atKey: true });
    }
  },
};

function problemOf({ uri, digest }: ReferenceValue): string | undefined {
  const open = [uri, digest].filter(isDecidedElsewhere).length;
  if (open === 2) return undefined;
  // The half that a run fills in is taken for a good one; blank beside a variable is what a run cannot mend.
  if (isDecidedElsewhere(uri)) return referenceProblem({ uri: 'registry.example.com/any', digest });
  if (isSource(uri)) return digest === '' || isDecidedElsewhere(digest) || /^sha1:[0-9a-f]{40}$/.test(digest) ? undefined : referenceProblem({ uri: 'git', digest });
  return referenceProblem({ uri, digest: open ? `sha256:${'0'.repeat(64)}` : digest });
}

/** A git source is an input to Chains: a commit is its digest, and `@` may be part of its address. */
function isSource(uri: string): boolean {
  return uri.startsWith('git+');
}
