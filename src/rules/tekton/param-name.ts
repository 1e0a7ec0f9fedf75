import { exampleOf } from '../example';
import { declarationsOf, pathOfParam } from '../model/declarations';
import { repeated } from '../names';
import type { Rule } from '../rule';

const NAME = /^[_a-zA-Z][_a-zA-Z0-9.-]*$/;
const OBJECT_NAME = /^[_a-zA-Z][_a-zA-Z0-9-]*$/;

export const paramName: Rule = {
  id: 'tekton/param-name',
  severity: 'error',
  stage: 'admission',
  summary: 'the names of params are unique, and variables can name them',
  reason: 'a param is read as $(params.<name>), the key of an object as $(params.<name>.<key>)',
  source: 'pkg/apis/pipeline/v1/task_validation.go, ValidateNameFormat',
  fix: 'use letters, digits, - and _, beginning with a letter or _; dots only in params that are no objects',
  passing: exampleOf('Task', 'params: [{name: target, default: release}]\nsteps: [{name: hello, image: busybox, command: [echo]}]'),
  failing: exampleOf('Task', 'params: [{name: 2nd target, default: release}]\nsteps: [{name: hello, image: busybox, command: [echo]}]'),
  check: ({ document, report }) => {
    for (const declarations of declarationsOf(document)) {
      const { params, ofSteps, owner } = declarations;
      for (const { index, name } of repeated(params, (param) => param.name)) {
        report(pathOfParam(declarations, index), { message: `${owner} declares the param '${name}' twice` });
      }
      if (!ofSteps) continue;
      params.forEach(({ name = '', type, properties = {} }, index) => {
        const path = pathOfParam(declarations, index);
        if (!(type === 'object' ? OBJECT_NAME : NAME).test(name)) report(path, { message: `'${name}' cannot be the name of a param${type === 'object' ? ' that is an object' : ''}` });
        if (type !== 'object') return;
        for (const key of Object.keys(properties)) {
          if (!OBJECT_NAME.test(key)) report(path, { message: `'${key}' cannot be a key of the param '${name}'` });
        }
      });
    }
  },
};
