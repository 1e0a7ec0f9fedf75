import { exampleOf } from '../example';
import { LIFECYCLE, LIVENESS_PROBE, MESSAGE_POLICY, PORTS, PULL_POLICY, READINESS_PROBE, SECURITY_CONTEXT } from '../pod/container';
import { type Demand, text } from '../pod/demand';
import type { Rule } from '../rule';
import type { Sidecar, StepAction } from '../schema/tekton-types';
import { eachTaskSpec } from '../visit';

const task = (securityContext: string): string => exampleOf('Task', `steps: [{name: a, image: busybox, command: [ls], securityContext: ${securityContext}}]`);

const OF_STEPS = { imagePullPolicy: PULL_POLICY, securityContext: SECURITY_CONTEXT, workingDir: text((path) => path.startsWith('/'), 'an absolute path') } as const;

const OF_SIDECARS: { readonly [field in keyof Sidecar]?: Demand } = {
  ...OF_STEPS,
  terminationMessagePolicy: MESSAGE_POLICY,
  ports: PORTS,
  livenessProbe: LIVENESS_PROBE,
  readinessProbe: READINESS_PROBE,
  startupProbe: LIVENESS_PROBE,
  lifecycle: LIFECYCLE,
};

export const containerField: Rule = {
  id: 'tekton/container-field',
  severity: 'error',
  stage: 'run',
  summary: 'security contexts, ports, probes, policies and working directories of containers are what Kubernetes takes',
  reason: 'Tekton does not look into them; Kubernetes refuses the Pod, and the run fails when it is made',
  source: 'k8s.io/kubernetes/pkg/apis/core/validation, validateContainers, as seen on a cluster',
  fix: 'correct the value',
  passing: task('{runAsNonRoot: true, runAsUser: 65532, allowPrivilegeEscalation: false}'),
  failing: task('{privileged: true, allowPrivilegeEscalation: false}'),
  check: (context) => {
    tasks(context);
    const { document, report } = context;
    const action = document.decodedAs<StepAction>('StepAction')?.spec;
    for (const { path, message } of SECURITY_CONTEXT(action?.securityContext, 'spec.securityContext')) report(path, { message: `the StepAction has ${message}` });
  },
};

const tasks = eachTaskSpec(({ steps, sidecars }, { report }) => {
  for (const { merged, label, at } of steps) {
    for (const field of Object.keys(OF_STEPS) as (keyof typeof OF_STEPS)[]) {
      if (merged[field] === undefined) continue;
      for (const { path, message } of OF_STEPS[field](merged[field], at(field))) report(path, { message: `${label} has ${message}` });
    }
  }
  for (const { sidecar, label, path: at } of sidecars) {
    for (const [field, demand] of Object.entries(OF_SIDECARS)) {
      if (sidecar[field as keyof Sidecar] === undefined) continue;
      for (const { path, message } of demand(sidecar[field as keyof Sidecar], `${at}.${field}`)) report(path, { message: `${label} has ${message}` });
    }
  }
});
