import { exampleOf } from '../example';
import { declarationsOf, pathOfParam } from '../model/declarations';
import type { Rule } from '../rule';

export const objectDefault: Rule = {
  id: 'tekton/object-default',
  severity: 'warning',
  stage: 'run',
  summary: 'the default of an object has all its keys',
  reason: 'where the default is used, $(params.<name>.<key>) of a missing key stays in the text as it is',
  source: 'its substitution as observed on a cluster',
  fix: 'add the keys, "" for an empty one',
  passing: exampleOf('Task', 'params: [{name: source, type: object, properties: {uri: {}, digest: {}}, default: {uri: "", digest: ""}}]\nsteps: [{name: x, image: busybox, command: [ls]}]'),
  failing: exampleOf('Task', 'params: [{name: source, type: object, properties: {uri: {}, digest: {}}, default: {uri: ""}}]\nsteps: [{name: x, image: busybox, command: [ls]}]'),
  check: ({ document, report }) => {
    // A run may give what the default lacks.
    if (document.kind === 'TaskRun' || document.kind === 'PipelineRun') return;
    for (const declarations of declarationsOf(document).filter(({ combined }) => !combined)) {
      declarations.params.forEach(({ name = '', properties, default: value }, index) => {
        if (!properties || typeof value !== 'object' || Array.isArray(value)) return;
        const missing = Object.keys(properties).filter((key) => !Object.hasOwn(value, key));
        if (missing.length > 0) report(pathOfParam(declarations, index), { message: `the default of param '${name}' lacks the key${missing.length > 1 ? 's' : ''} '${missing.join("', '")}'` });
      });
    }
  },
};
