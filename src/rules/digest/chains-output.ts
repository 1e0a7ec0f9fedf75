import { exampleOf } from '../example';
import type { Rule, RuleContext } from '../rule';
import type { TaskResult } from '../schema/tekton-types';
import { eachPipelineSpec, eachTaskSpec } from '../visit';
import { PINNED_IMAGE } from './pinned-example';

const NAME = /ARTIFACT_(?:OUTPUTS|INPUTS)$/;

const task = (result: string): string => exampleOf('Task', `results: [${result}]\nsteps: [{name: build, image: "${PINNED_IMAGE}", command: [make]}]`);

export const chainsOutput: Rule = {
  id: 'digest/chains-output',
  severity: 'warning',
  stage: 'none',
  summary: 'a result called *ARTIFACT_OUTPUTS or *ARTIFACT_INPUTS is an object of uri and digest',
  reason: 'Tekton Chains reads only objects under these names: a text is no subject and no material, without a word about it',
  source: 'pkg/artifacts/signable.go of Tekton Chains v0.29, isStructuredResult',
  fix: 'declare type: object, properties: {uri: {}, digest: {}}',
  passing: task('{name: app-ARTIFACT_OUTPUTS, type: object, properties: {uri: {}, digest: {}}}'),
  failing: task('{name: app-ARTIFACT_OUTPUTS}'),
  check: (context) => {
    tasks(context);
    pipelines(context);
  },
};

const tasks = eachTaskSpec(({ spec, path }, context) => {
  (spec.results ?? []).forEach((result, index) => check(result, `${path}.results[${index}]`, context));
});

// A Pipeline's result has the type of its value; only a text that is put together can be told wrong.
const pipelines = eachPipelineSpec(({ spec, path }, { report }) => {
  (spec.results ?? []).forEach(({ name = '', type, value }, index) => {
    if (!NAME.test(name) || typeof value !== 'string' || type === 'object' || /^\$\([^()]+\[\*\]\)$/.test(value)) return;
    report(`${path}.results[${index}].value`, { message: `the result '${name}' is a text, expected the whole object of a task: '$(tasks.<task>.results.<result>[*])'` });
  });
});

function check({ name = '', type, properties = {} }: TaskResult, path: string, { report }: RuleContext): void {
  if (!NAME.test(name)) return;
  if (type !== 'object') report(path, { message: `the result '${name}' is of type ${type ?? 'string'}, expected an object of uri and digest` });
  const missing = ['uri', 'digest'].filter((key) => !Object.hasOwn(properties, key));
  if (type === 'object' && missing.length > 0) report(`${path}.properties`, { message: `the result '${name}' declares no key '${missing.join("' and '")}'`, atKey: true });
}
