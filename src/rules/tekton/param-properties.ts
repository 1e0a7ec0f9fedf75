import { exampleOf } from '../example';
import { declarationsOf, pathOfParam } from '../model/declarations';
import type { Rule } from '../rule';

export const paramProperties: Rule = {
  id: 'tekton/param-properties',
  severity: 'error',
  stage: 'admission',
  summary: 'a param that is an object declares its keys',
  reason: 'Tekton must know which keys variables may name',
  source: 'pkg/apis/pipeline/v1/task_validation.go, ValidateObjectParamsHaveProperties; taskrun_validation.go, combineParamSpec',
  fix: 'add properties, as in properties: {uri: {type: string}}',
  passing: exampleOf('Task', 'params: [{name: source, type: object, properties: {uri: {type: string}}}]\nsteps: [{name: hello, image: busybox, command: [echo]}]'),
  failing: exampleOf('Task', 'params: [{name: source, type: object}]\nsteps: [{name: hello, image: busybox, command: [echo]}]'),
  check: ({ document, report }) => {
    for (const declarations of declarationsOf(document)) {
      const { params, ofSteps, combined } = declarations;
      // What is inline in a Pipeline or a run is looked at with all the params it can use.
      const isChecked = ofSteps && (combined || document.kind === 'Task' || document.kind === 'StepAction');
      if (!isChecked) continue;
      params.forEach(({ name = '', type, properties }, index) => {
        if (type === 'object' && !properties) report(pathOfParam(declarations, index), { message: `param '${name}' is an object and declares no keys` });
      });
    }
    if (document.kind === 'Pipeline') {
      for (const { params = [], pipelineTask } of document.views.tasks) {
        for (const { name = '', type, properties } of params) {
          if (type === 'object' && !properties) report(pipelineTask?.path ?? 'spec', { message: `param '${name}' is an object and declares no keys` });
        }
      }
    }
    for (const { kind, name, path } of document.views.inlineParamProblems) {
      if (kind === 'properties') report(path, { message: `param '${name}' is an object and declares no keys` });
    }
  },
};
