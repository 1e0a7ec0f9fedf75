import { exampleOf } from '../example';
import type { Rule } from '../rule';
import type { PipelineRun, TaskRun } from '../schema/tekton-types';

export const serviceAccount: Rule = {
  id: 'security/service-account',
  severity: 'info',
  stage: 'none',
  summary: 'a run has a ServiceAccount of its own',
  reason: 'the ServiceAccount default is everybody\'s: what one Pipeline needs, all Pods of the namespace may do',
  source: 'https://tekton.dev/docs/pipelines/auth/; CWE-269',
  fix: 'make a ServiceAccount with the secrets and roles of this Pipeline, and name it in serviceAccountName (of a PipelineRun: in taskRunTemplate)',
  passing: exampleOf('TaskRun', 'taskRef: {name: build}\nserviceAccountName: builder'),
  failing: exampleOf('TaskRun', 'taskRef: {name: build}'),
  check: ({ document, report }) => {
    const taskRun = document.decodedAs<TaskRun>('TaskRun')?.spec;
    if (taskRun) check(taskRun.serviceAccountName, 'spec.serviceAccountName');
    const pipelineRun = document.decodedAs<PipelineRun>('PipelineRun')?.spec;
    if (pipelineRun) check(pipelineRun.taskRunTemplate?.serviceAccountName, 'spec.taskRunTemplate.serviceAccountName');

    function check(name: string | undefined, path: string): void {
      if (name === 'default') report(path, { message: "the run has the ServiceAccount 'default', which all Pods of the namespace share", severity: 'warning' });
      if (!name) report('spec', { message: "the run names no ServiceAccount and gets the cluster's default one" });
    }
  },
};
