import { exampleOf } from '../example';
import type { Rule } from '../rule';
import type { CustomRun, Param, PipelineRun, TaskRun } from '../schema/tekton-types';
import { eachPipelineTask } from '../visit';
import { expressionsIn, placedTextsOfValue, resultReference } from '../webhook/expressions';

export const runParam: Rule = {
  id: 'tekton/run-param',
  severity: 'error',
  stage: 'admission',
  summary: 'every param that is given has a value, and those of a run contain no results',
  reason: 'the defaulting webhook fails over a param without value; before a run there are no results',
  source: 'pkg/apis/pipeline/v1/pipelinerun_validation.go, validatePipelineRunParameters; param_types.go, MarshalJSON',
  fix: 'add value, "" for an empty one; bind results in the Pipeline',
  passing: exampleOf('PipelineRun', 'pipelineRef: {name: build}\nparams: [{name: target, value: release}]'),
  failing: exampleOf('PipelineRun', 'pipelineRef: {name: build}\nparams: [{name: target}]'),
  check: (context) => {
    const { document, report } = context;
    const valued = (params: readonly Param[] | undefined, path: string): void => (params ?? []).forEach(({ name = '', value }, index) => {
      if (value === undefined) report(`${path}[${index}]`, { message: `the param '${name}' has no value` });
    });
    const taskRun = document.decodedAs<TaskRun>('TaskRun')?.spec;
    const pipelineRun = document.decodedAs<PipelineRun>('PipelineRun')?.spec;
    const customRun = document.decodedAs<CustomRun>('CustomRun')?.spec;
    for (const spec of [taskRun, pipelineRun, customRun]) valued(spec?.params, 'spec.params');
    valued(customRun?.customRef?.params, 'spec.customRef.params');
    valued(taskRun?.taskRef?.params, 'spec.taskRef.params');
    valued(pipelineRun?.pipelineRef?.params, 'spec.pipelineRef.params');
    eachPipelineTask(({ task, path }) => {
      valued(task.params, `${path}.params`);
      valued(task.matrix?.params, `${path}.matrix.params`);
      (task.matrix?.include ?? []).forEach((include, index) => valued(include.params, `${path}.matrix.include[${index}].params`));
      valued(task.taskRef?.params, `${path}.taskRef.params`);
      valued(task.pipelineRef?.params, `${path}.pipelineRef.params`);
    })(context);
    for (const { steps } of document.views.tasks) {
      for (const { step, path } of steps) {
        valued(step.params, `${path}.params`);
        valued(step.ref?.params, `${path}.ref.params`);
      }
    }
    (pipelineRun?.params ?? []).forEach(({ name = '', value }, index) => {
      for (const { expression, path, within } of expressionsIn(placedTextsOfValue(value, `spec.params[${index}].value`))) {
        if (resultReference(expression)) report(path, { message: `the param '${name}' of the run contains the result '${within.text}'`, within });
      }
    });
  },
};
