import { exampleOf } from '../example';
import type { Rule, RuleContext } from '../rule';
import type { ParamSpec, StepAction } from '../schema/tekton-types';
import { DONE_STEP, STEP } from './step-example';
import { usedNames } from './used-names';

export const unusedParam: Rule = {
  id: 'best-practice/unused-param',
  severity: 'warning',
  stage: 'none',
  summary: 'every param that is declared is used',
  reason: 'whoever sets it expects an effect; often its name is misspelt where it should be used',
  source: 'tekton-lint, no-unused-param',
  fix: 'remove the param, or use it',
  passing: exampleOf('Task', `params: [{name: target}]\nsteps: [{${STEP}, command: [make, $(params.target)]}]`),
  failing: exampleOf('Task', `params: [{name: target}]\nsteps: [${DONE_STEP}]`),
  check: (context) => {
    const { document } = context;
    const { tasks, pipelines } = document.views;
    const action = document.decodedAs<StepAction>('StepAction')?.spec;
    for (const { spec, path } of tasks) check(spec, spec.params, path, 'the Task', context);
    for (const { spec, path } of pipelines) check(spec, spec.params, path, 'the Pipeline', context);
    if (action) check(action, action.params, 'spec', 'the StepAction', context);
  },
};

function check(spec: object, params: readonly ParamSpec[] | undefined, path: string, owner: string, { document, report }: RuleContext): void {
  if (!params?.length) return;
  const used = usedNames(spec, 'params');
  params.forEach(({ name = '', description = '' }, index) => {
    // Kept for those who still pass it.
    if (/\b(?:deprecated|unused|obsolete|ignored|no longer used|not used|no effect)\b/i.test(description)) return;
    if (used.has(name) || isPassedOn(name, spec, document.kind)) return;
    report(`${path}.params[${index}].name`, { message: `${owner} never uses its param '${name}'` });
  });
}

/** Inside a run, what a Pipeline declares reaches its inline Tasks by name. Everything else is text in the spec. */
function isPassedOn(name: string, spec: object, kind: string): boolean {
  return kind === 'PipelineRun' && 'tasks' in spec && JSON.stringify(spec.tasks).includes(`params.${name}`);
}
