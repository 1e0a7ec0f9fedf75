import { exampleOf } from '../example';
import { child } from '../model/path';
import { repeated } from '../names';
import type { Rule, RuleContext } from '../rule';
import type { PipelineRun, ResourceRequirements, TaskRun } from '../schema/tekton-types';

const task = (ports: string): string => exampleOf('Task', `steps: [{name: test, image: busybox, command: [ls]}]\nsidecars: [{name: server, image: nginx, ports: ${ports}}]`);

export const listKey: Rule = {
  id: 'tekton/list-key',
  severity: 'error',
  stage: 'admission',
  summary: 'ports of sidecars and claims of resources are there once',
  reason: 'the schema of the CRD makes them lists with keys, and the API server refuses two items with one key',
  source: 'config/300-crds of Tekton, x-kubernetes-list-map-keys; create, client-side and server-side apply alike, as seen on a cluster',
  fix: 'remove one of them',
  passing: task('[{containerPort: 80}, {containerPort: 80, protocol: UDP}]'),
  failing: task('[{containerPort: 80}, {containerPort: 80, protocol: TCP}]'),
  check: (context) => {
    const { document, report } = context;
    // What is inline in runs and Pipelines has no schema.
    for (const { spec, path, inline } of document.views.tasks) {
      if (inline) continue;
      checkClaims(spec.stepTemplate, `${path}.stepTemplate`, context);
      (spec.steps ?? []).forEach((step, index) => checkClaims(step, `${path}.steps[${index}]`, context));
      (spec.sidecars ?? []).forEach((sidecar, index) => {
        const at = `${path}.sidecars[${index}]`;
        checkClaims(sidecar, at, context);
        for (const { index: item, name } of repeated(sidecar.ports ?? [], ({ containerPort, protocol }) => `${containerPort ?? 0}/${protocol || 'TCP'}`)) {
          report(`${at}.ports[${item}]`, { message: `the port ${name} is there twice` });
        }
      });
    }
    const taskRun = document.decodedAs<TaskRun>('TaskRun')?.spec;
    const perTask = document.decodedAs<PipelineRun>('PipelineRun')?.spec?.taskRunSpecs ?? [];
    [...taskRun ? [{ spec: taskRun, path: 'spec' }] : [], ...perTask.map((spec, index) => ({ spec, path: `spec.taskRunSpecs[${index}]` }))].forEach(({ spec, path }) => {
      checkClaims(spec, path, context);
      (spec.stepSpecs ?? []).forEach((own, index) => checkClaims(own, `${path}.stepSpecs[${index}]`, context));
      (spec.sidecarSpecs ?? []).forEach((own, index) => checkClaims(own, `${path}.sidecarSpecs[${index}]`, context));
    });
  },
};

function checkClaims(owner: { readonly computeResources?: ResourceRequirements } | undefined, path: string, { report }: RuleContext): void {
  for (const { index, name } of repeated(owner?.computeResources?.claims ?? [], (claim) => claim.name)) {
    report(child(`${path}.computeResources.claims`, index), { message: `the claim '${name}' is there twice` });
  }
}
