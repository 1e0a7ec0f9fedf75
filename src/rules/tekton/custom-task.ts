import { exampleOf } from '../example';
import type { Rule } from '../rule';
import { eachPipelineTask } from '../visit';

export const customTask: Rule = {
  id: 'tekton/custom-task',
  severity: 'error',
  stage: 'admission',
  summary: 'a custom task has apiVersion and kind',
  reason: 'they tell which controller runs it; ClusterTask is gone',
  source: 'pkg/apis/pipeline/v1/pipeline_validation.go, validateCustomTask',
  fix: 'set apiVersion (group/version) and kind; instead of kind: ClusterTask use the resolver cluster',
  passing: exampleOf('Pipeline', 'tasks: [{name: wait, taskRef: {apiVersion: wait.testing.tekton.dev/v1beta1, kind: Wait, name: wait}}]'),
  failing: exampleOf('Pipeline', 'tasks: [{name: build, taskRef: {kind: ClusterTask, name: build}}]'),
  check: eachPipelineTask(({ task, path, label, custom }, { report }) => {
    if (!custom) return;
    for (const field of ['taskRef', 'taskSpec'] as const) {
      const target = task[field];
      if (!target) continue;
      const at = `${path}.${field}`;
      if (!target.kind) report(at, { message: `${label} is a custom task without kind` });
      if (!target.apiVersion) report(at, { message: `${label} has the kind '${target.kind}' and no apiVersion` });
      else if (!/^[^/]+\/[^/]+$/.test(target.apiVersion)) report(`${at}.apiVersion`, { message: `${label} has the apiVersion '${target.apiVersion}', expected group/version` });
    }
  }),
};
