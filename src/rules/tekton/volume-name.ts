import { exampleOf } from '../example';
import { repeated } from '../names';
import type { Rule } from '../rule';
import { eachTaskSpec } from '../visit';

export const volumeName: Rule = {
  id: 'tekton/volume-name',
  severity: 'error',
  stage: 'admission',
  summary: 'the names of volumes are unique in a Task',
  reason: 'a mount names its volume',
  source: 'pkg/apis/pipeline/v1/task_validation.go, ValidateVolumes',
  fix: 'rename one of them',
  passing: exampleOf('Task', 'steps: [{name: hello, image: busybox, command: [echo]}]\nvolumes: [{name: one, emptyDir: {}}, {name: two, emptyDir: {}}]'),
  failing: exampleOf('Task', 'steps: [{name: hello, image: busybox, command: [echo]}]\nvolumes: [{name: one, emptyDir: {}}, {name: one, emptyDir: {}}]'),
  check: eachTaskSpec(({ spec, path }, { report }) => {
    for (const { index, name } of repeated(spec.volumes ?? [], (volume) => volume.name)) {
      report(`${path}.volumes[${index}]`, { message: `two volumes are called '${name}'` });
    }
  }),
};
