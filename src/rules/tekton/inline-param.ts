import { exampleOf } from '../example';
import type { Rule } from '../rule';

export const inlineParam: Rule = {
  id: 'tekton/inline-param',
  severity: 'error',
  stage: 'admission',
  summary: 'params of one name have one type in a run and in all that is inline in it',
  reason: "Tekton's webhook panics (assignment to entry in nil map), and the run cannot be created",
  source: 'pkg/apis/pipeline/v1/pipelinerun_validation.go, appendPipelineTaskParams',
  fix: 'rename one of them, or make both objects',
  passing: exampleOf('PipelineRun', `
params: [{name: image, value: busybox}]
pipelineSpec:
  tasks: [{name: build, taskRef: {name: build}, params: [{name: source, value: {uri: a, digest: b}}]}]`),
  failing: exampleOf('PipelineRun', `
params: [{name: source, value: busybox}]
pipelineSpec:
  tasks: [{name: build, taskRef: {name: build}, params: [{name: source, value: {uri: a, digest: b}}]}]`),
  check: ({ document, report }) => {
    for (const { kind, name, path } of document.views.inlineParamProblems) {
      if (kind === 'panic') report(path, { message: `param '${name}' is an object here and of another type elsewhere in this run` });
    }
  },
};
