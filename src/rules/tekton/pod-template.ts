import { exampleOf } from '../example';
import { child } from '../model/path';
import { LABELS } from '../pod/demand';
import { OBJECT_NAME } from '../pod/env';
import { POD_TEMPLATE } from '../pod/pod-template';
import { VOLUME } from '../pod/volume';
import type { Rule, RuleContext } from '../rule';
import type { PipelineRun, TaskRun } from '../schema/tekton-types';

export const podTemplate: Rule = {
  id: 'tekton/pod-template',
  severity: 'error',
  stage: 'run',
  summary: 'podTemplates are what Kubernetes takes, and repeat no volume of a Task; service accounts have names, and Pods labels, that there can be',
  reason: 'Tekton does not look into them; Kubernetes refuses the Pod, and the run fails when it is made',
  source: 'k8s.io/kubernetes/pkg/apis/core/validation, ValidatePodSpec, as seen on a cluster',
  fix: 'correct the value',
  passing: exampleOf('TaskRun', 'taskRef: {name: build}\npodTemplate: {tolerations: [{key: spot, operator: Exists}]}'),
  failing: exampleOf('TaskRun', 'taskRef: {name: build}\npodTemplate: {tolerations: [{key: spot, operator: Exists, value: yes-please}]}'),
  check: (context) => {
    const taskRun = context.document.decodedAs<TaskRun>('TaskRun')?.spec;
    const pipelineRun = context.document.decodedAs<PipelineRun>('PipelineRun')?.spec;
    look(taskRun, 'spec', context);
    look(pipelineRun?.taskRunTemplate, 'spec.taskRunTemplate', context);
    (pipelineRun?.taskRunSpecs ?? []).forEach((spec, index) => look(spec, `spec.taskRunSpecs[${index}]`, context));
    const names = (taskRun?.taskSpec?.volumes ?? []).map(({ name }) => name);
    (taskRun?.podTemplate?.volumes ?? []).forEach(({ name }, index) => {
      if (names.includes(name)) context.report(child('spec.podTemplate.volumes', index), { message: `the podTemplate has the volume '${name ?? ''}', which the Task has, too` });
    });
  },
};

interface Owner {
  readonly metadata?: { readonly labels?: unknown };
  readonly podTemplate?: NonNullable<TaskRun['spec']>['podTemplate'];
  readonly serviceAccountName?: string;
}

function look({ podTemplate: template, serviceAccountName, metadata }: Owner = {}, at: string, { report }: RuleContext): void {
  const volumes = (template?.volumes ?? []).flatMap((volume, index) => VOLUME(volume, `${at}.podTemplate.volumes[${index}]`));
  for (const { path, message } of [...POD_TEMPLATE(template, `${at}.podTemplate`), ...volumes]) report(path, { message: `the podTemplate has ${message}` });
  const others = [...OBJECT_NAME(serviceAccountName, `${at}.serviceAccountName`), ...LABELS(metadata?.labels, `${at}.metadata.labels`)];
  for (const { path, message } of others) report(path, { message: `the run has ${message}` });
}
