import { exampleOf } from '../example';
import type { Rule, RuleContext } from '../rule';
import { eachPipelineSpec, eachTaskSpec } from '../visit';
import { PINNED_IMAGE } from './pinned-example';

/** The two results that Chains reads together, by what their names end with. */
const PAIRS = [['IMAGE_URL', 'IMAGE_DIGEST'], ['ARTIFACT_URI', 'ARTIFACT_DIGEST'], ['CHAINS-GIT_URL', 'CHAINS-GIT_COMMIT']] as const;

const task = (results: string): string => exampleOf('Task', `results: [${results}]\nsteps: [{name: build, image: "${PINNED_IMAGE}", command: [make]}]`);

export const chainsPair: Rule = {
  id: 'digest/chains-pair',
  severity: 'warning',
  stage: 'none',
  summary: 'IMAGE_URL comes with IMAGE_DIGEST, ARTIFACT_URI with ARTIFACT_DIGEST, CHAINS-GIT_URL with CHAINS-GIT_COMMIT',
  reason: 'Tekton Chains reads these results in pairs of the same beginning: a single one is ignored, and nothing is signed',
  source: 'pkg/artifacts/signable.go and structured.go of Tekton Chains v0.29',
  fix: 'declare and write both results, with the same text before IMAGE_ or ARTIFACT_',
  passing: task('{name: APP_IMAGE_URL}, {name: APP_IMAGE_DIGEST}'),
  failing: task('{name: APP_IMAGE_URL}, {name: IMAGE_DIGEST}'),
  check: (context) => {
    tasks(context);
    pipelines(context);
  },
};

const tasks = eachTaskSpec(({ spec, path }, context) => check(spec.results ?? [], `${path}.results`, context));
const pipelines = eachPipelineSpec(({ spec, path }, context) => check(spec.results ?? [], `${path}.results`, context));

function check(results: readonly { readonly name?: string }[], path: string, { report }: RuleContext): void {
  const names = results.map(({ name = '' }) => name);
  names.forEach((name, index) => {
    const missing = partnerOf(name);
    if (missing && !names.includes(missing)) report(`${path}[${index}].name`, { message: `the result '${name}' has no '${missing}' beside it` });
  });
}

function partnerOf(name: string): string | undefined {
  const pair = PAIRS.find((ends) => ends.some((end) => name.endsWith(end)));
  if (!pair) return undefined;
  const [own, other] = name.endsWith(pair[0]) ? pair : [pair[1], pair[0]];
  return name.slice(0, -own.length) + other;
}
