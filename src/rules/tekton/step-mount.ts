import { exampleOf } from '../example';
import type { Rule } from '../rule';
import { eachStep } from '../visit';
import { cleanPath } from '../webhook/clean-path';

export const stepMount: Rule = {
  id: 'tekton/step-mount',
  severity: 'error',
  stage: 'admission',
  summary: 'steps mount nothing below /tekton, and no volume called tekton-internal-',
  reason: 'Tekton keeps results, scripts and its own program there',
  source: 'pkg/apis/pipeline/v1/container_validation.go, Step.Validate',
  fix: 'choose another path or name; /tekton/home may be used',
  passing: exampleOf('Task', 'steps: [{name: hello, image: busybox, command: [echo], volumeMounts: [{name: v, mountPath: /data}]}]\nvolumes: [{name: v, emptyDir: {}}]'),
  failing: exampleOf('Task', 'steps: [{name: hello, image: busybox, command: [echo], volumeMounts: [{name: v, mountPath: /tekton/results}]}]\nvolumes: [{name: v, emptyDir: {}}]'),
  check: eachStep(({ merged, label, at }, { report }) => {
    (merged.volumeMounts ?? []).forEach(({ name = '', mountPath = '' }, index) => {
      const path = `${at('volumeMounts')}[${index}]`;
      const clean = cleanPath(mountPath);
      if (clean.startsWith('/tekton/') && !clean.startsWith('/tekton/home')) {
        report(`${path}.mountPath`, { message: `${label} mounts '${name}' at '${mountPath}', which is Tekton's` });
      }
      if (name.startsWith('tekton-internal-')) report(`${path}.name`, { message: `${label} mounts '${name}', which is Tekton's` });
    });
  }),
};
