import { exampleOf } from '../example';
import { declarationsOf, pathOfParam } from '../model/declarations';
import { typeOfValue } from '../model/defaults';
import type { Rule } from '../rule';

const TYPES = ['string', 'array', 'object'];

export const paramType: Rule = {
  id: 'tekton/param-type',
  severity: 'error',
  stage: 'admission',
  summary: 'a param is a string, an array or an object of strings, and its default is one, too',
  reason: 'Tekton knows no other types; a default of numbers or of nested values becomes a text',
  source: 'pkg/apis/pipeline/v1/task_validation.go, ParamSpec.ValidateType',
  fix: 'correct the type or the default; put quotes around numbers and booleans',
  passing: exampleOf('Task', 'params: [{name: flags, type: array, default: ["-v"]}]\nsteps: [{name: hello, image: busybox, command: [echo]}]'),
  failing: exampleOf('Task', 'params: [{name: flags, type: array, default: -v}]\nsteps: [{name: hello, image: busybox, command: [echo]}]'),
  check: ({ document, report }) => {
    for (const declarations of declarationsOf(document)) {
      declarations.params.forEach((param, index) => {
        const path = pathOfParam(declarations, index);
        const { name = '', type = '', properties = {} } = param;
        if (!TYPES.includes(type)) {
          report(declarations.combined ? path : `${path}.type`, { message: `param '${name}' has the type '${type}', expected string, array or object` });
        } else if (param.default !== undefined && typeOfValue(param.default) !== type) {
          report(declarations.combined ? path : `${path}.default`, { message: `param '${name}' is of type ${type}, and its default is of type ${typeOfValue(param.default)}` });
        } else {
          for (const [key, property] of Object.entries(properties)) {
            if (property.type !== 'string') report(`${path}.properties.${key}`, { message: `the key '${key}' of param '${name}' has the type '${property.type ?? ''}', expected string` });
          }
        }
      });
    }
  },
};
