import { child } from '../model/path';
import { isDnsLabel, repeated } from '../names';
import type { Rule } from '../rule';
import { eachTaskSpec } from '../visit';

export const stepName: Rule = {
  id: 'tekton/step-name',
  severity: 'error',
  stage: 'admission',
  summary: 'the names of steps are unique DNS labels',
  reason: 'a step becomes the container step-<name> of the Pod',
  source: 'pkg/apis/pipeline/v1/task_validation.go, StepList.Validate',
  fix: 'use lower-case letters, digits and -, and no name twice',
  passing: `
apiVersion: tekton.dev/v1
kind: Task
metadata: {name: greet}
spec:
  steps:
    - {name: hello, image: busybox, command: [echo, hello]}
    - {name: bye, image: busybox, command: [echo, bye]}
`,
  failing: `
apiVersion: tekton.dev/v1
kind: Task
metadata: {name: greet}
spec:
  steps:
    - {name: hello, image: busybox, command: [echo, hello]}
    - {name: hello, image: busybox, command: [echo, bye]}
`,
  check: eachTaskSpec(({ steps }, { report }) => {
    for (const { merged, at } of steps) {
      if (merged.name && !isDnsLabel(merged.name)) {
        report(at('name'), { message: `step '${merged.name}' has a name that is no DNS label: expected lower-case letters, digits and '-', at most 63` });
      }
    }
    const named = steps.filter(({ merged }) => merged.name);
    for (const { item, name } of repeated(named, ({ merged }) => merged.name)) {
      report(child(item.path, 'name'), { message: `two steps are called '${name}'` });
    }
  }),
};
