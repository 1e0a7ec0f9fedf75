import { exampleOf } from '../example';
import { valueAt } from '../model/path';
import type { Rule } from '../rule';
import type { PipelineRun, TaskRun } from '../schema/tekton-types';

export const serviceAccount: Rule = {
  id: 'security/service-account',
  severity: 'info',
  stage: 'none',
  summary: 'a run has a ServiceAccount of its own, and so has an EventListener',
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
    if (document.kind === 'EventListener' && document.apiVersion.startsWith('triggers.tekton.dev/')) checkListener();

    function check(name: string | undefined, path: string): void {
      if (name === 'default') report(path, { message: "the run has the ServiceAccount 'default', which all Pods of the namespace share", severity: 'warning' });
      if (!name) report('spec', { message: "the run names no ServiceAccount and gets the cluster's default one" });
    }

    function checkListener(): void {
      const name = valueAt(document.source, 'spec.serviceAccountName');
      if (!name || name === 'default') report('spec', { message: "the EventListener has the ServiceAccount 'default', so that all Pods of the namespace may create runs", severity: 'warning' });
    }
  },
};
