import { exampleOf } from '../example';
import { isDecidedElsewhere, resolverParam } from '../model/remote-references';
import type { Rule } from '../rule';
import { eachReference } from '../visit';

const DIGEST = /^(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/i;

const run = (more: string): string => exampleOf('TaskRun', `taskRef: {resolver: http, params: [{name: url, value: "https://example.com/task.yaml"}${more}]}`);

export const httpDigest: Rule = {
  id: 'digest/http-digest',
  severity: 'warning',
  stage: 'none',
  summary: 'what comes from a web server is referred to with its digest',
  reason: 'whoever can write to the server changes your pipeline without any change in yours; the resolver compares where it is given a digest',
  source: 'https://tekton.dev/docs/pipelines/http-resolver/; tekton-guard, TKN-TRUST-004',
  fix: 'add the param digest: sha256:<what sha256sum says of the file>',
  passing: run(`, {name: digest, value: "sha256:${'0123456789abcdef'.repeat(4)}"}`),
  failing: run(''),
  check: eachReference((reference, { report }) => {
    if (reference.resolver !== 'http') return;
    const taken = `${reference.label} takes its ${reference.kind} from a web server`;
    const found = resolverParam(reference, 'digest');
    if (!found) return report(`${reference.path}.params`, { message: `${taken} without a digest`, atKey: true });
    if (isDecidedElsewhere(found.value) || DIGEST.test(found.value)) return;
    report(found.path, { message: `${taken} with the digest '${found.value}', expected sha256:<64 hex digits> or sha512:<128 hex digits>`, severity: 'error', stage: 'run' });
  }),
};
