import { exampleOf } from '../example';
import type { Rule } from '../rule';
import { eachTaskSpec } from '../visit';

export const sidecarName: Rule = {
  id: 'tekton/sidecar-name',
  severity: 'error',
  stage: 'admission',
  summary: 'no sidecar is called tekton-log-results',
  reason: 'Tekton adds a sidecar of that name where results come from logs',
  source: 'pkg/apis/pipeline/v1/container_validation.go, Sidecar.Validate',
  fix: 'rename it',
  passing: exampleOf('Task', 'steps: [{name: hello, image: busybox, command: [echo]}]\nsidecars: [{name: docker, image: "docker:dind"}]'),
  failing: exampleOf('Task', 'steps: [{name: hello, image: busybox, command: [echo]}]\nsidecars: [{name: tekton-log-results, image: busybox}]'),
  check: eachTaskSpec(({ sidecars }, { report }) => {
    for (const { sidecar, path } of sidecars) {
      if (sidecar.name === 'tekton-log-results') report(`${path}.name`, { message: "the name 'tekton-log-results' is Tekton's" });
    }
  }),
};
