import { exampleOf } from '../example';
import { isDnsLabel, isResultName } from '../names';
import type { Rule, RuleContext } from '../rule';
import type { StepAction, StepResult, TaskResult } from '../schema/tekton-types';
import { eachTaskSpec } from '../visit';

export const resultDeclaration: Rule = {
  id: 'tekton/result-declaration',
  severity: 'error',
  stage: 'admission',
  summary: 'a result has a name of letters, digits, -, _ and ., a type, and as an object its keys',
  reason: 'results are files in the Pod, and variables name them',
  source: 'pkg/apis/pipeline/v1/result_validation.go',
  fix: 'correct the declaration; the keys of a step result need type: string',
  passing: exampleOf('Task', 'results: [{name: image, type: object, properties: {uri: {}, digest: {}}}]\nsteps: [{name: build, image: busybox, command: [make]}]'),
  failing: exampleOf('Task', 'results: [{name: image, type: object}]\nsteps: [{name: build, image: busybox, command: [make]}]'),
  check: (context) => {
    tasks(context);
    const action = context.document.decodedAs<StepAction>('StepAction')?.spec;
    (action?.results ?? []).forEach((result, index) => checkResult(result, `spec.results[${index}]`, context));
  },
};

const tasks = eachTaskSpec(({ spec, path, steps }, context) => {
  (spec.results ?? []).forEach((result, index) => {
    checkResult(result, `${path}.results[${index}]`, context);
    if (isResultName(result.name ?? '')) checkValue(result, `${path}.results[${index}].value`, context);
  });
  for (const { merged, at } of steps) (merged.results ?? []).forEach((result, index) => checkResult(result, `${at('results')}[${index}]`, context));
});

function checkResult({ name = '', type = '', properties }: TaskResult | StepResult, path: string, { report }: RuleContext): void {
  if (!isResultName(name)) {
    report(`${path}.name`, { message: `'${name}' cannot be the name of a result` });
    return;
  }
  if (!['', 'string', 'array', 'object'].includes(type)) report(`${path}.type`, { message: `result '${name}' has the type '${type}', expected string, array or object` });
  if (type !== 'object') return;
  if (!properties) report(path, { message: `result '${name}' is an object and declares no keys` });
  for (const [key, property] of Object.entries(properties ?? {})) {
    if (property.type !== 'string') report(`${path}.properties.${key}`, { message: `the key '${key}' of result '${name}' has the type '${property.type ?? ''}', expected string` });
  }
}

/** A result may take over the result of a step. */
function checkValue({ name = '', value }: TaskResult, path: string, { report }: RuleContext): void {
  if (value === undefined || value === '') return;
  const match = typeof value === 'string' ? /\$\(steps\.([^\n]*?)\.results\.([^\n]*?)\)/.exec(value) : null;
  if (!match || !isDnsLabel(match[1]) || !isResultName(match[2])) {
    report(path, { message: `result '${name}' has a value that is no result of a step, expected '$(steps.<step>.results.<result>)'` });
  }
}
