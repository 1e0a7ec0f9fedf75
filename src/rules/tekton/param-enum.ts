import { exampleOf } from '../example';
import { declarationsOf, pathOfParam } from '../model/declarations';
import { repeated } from '../names';
import type { Rule } from '../rule';

export const paramEnum: Rule = {
  id: 'tekton/param-enum',
  severity: 'error',
  stage: 'admission',
  summary: 'an enum belongs to a string, has no value twice, and contains the default',
  reason: 'Tekton refuses others',
  source: 'pkg/apis/pipeline/v1/param_types.go, validateParamEnums',
  fix: 'correct the enum or the default',
  exampleApi: 'alpha',
  passing: exampleOf('Task', 'params: [{name: target, default: release, enum: [release, debug]}]\nsteps: [{name: hello, image: busybox, command: [echo]}]'),
  failing: exampleOf('Task', 'params: [{name: target, default: fast, enum: [release, debug]}]\nsteps: [{name: hello, image: busybox, command: [echo]}]'),
  check: ({ document, report }) => {
    // Tekton does not look at those of a StepAction.
    for (const declarations of document.kind === 'StepAction' ? [] : declarationsOf(document)) {
      declarations.params.forEach((param, index) => {
        const { name = '', type, enum: values = [] } = param;
        if (values.length === 0) return;
        const path = pathOfParam(declarations, index);
        if (type !== 'string') report(path, { message: `param '${name}' is of type ${type ?? ''} and has an enum` });
        for (const { name: value } of repeated(values, (each) => each)) report(path, { message: `the enum of param '${name}' has '${value}' twice` });
        if (typeof param.default === 'string' && param.default !== '' && !values.includes(param.default)) {
          report(path, { message: `the default '${param.default}' of param '${name}' is not in its enum` });
        }
      });
    }
  },
};
