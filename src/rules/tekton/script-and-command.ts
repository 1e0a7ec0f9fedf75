import { exampleOf } from '../example';
import type { Rule } from '../rule';
import type { StepAction } from '../schema/tekton-types';
import { eachTaskSpec } from '../visit';
import { stageSinceV1 } from '../webhook/since-v1';

export const scriptAndCommand: Rule = {
  id: 'tekton/script-and-command',
  severity: 'error',
  stage: 'admission',
  summary: 'a container has a script or a command, not both',
  reason: 'a script becomes the command',
  source: 'pkg/apis/pipeline/v1/container_validation.go',
  fix: 'keep one; args are passed to either',
  passing: exampleOf('Task', 'steps: [{name: hello, image: busybox, script: echo hello}]'),
  failing: exampleOf('Task', 'steps: [{name: hello, image: busybox, command: [sh], script: echo hello}]'),
  check: (context) => {
    tasks(context);
    const spec = context.document.decodedAs<StepAction>('StepAction')?.spec;
    if (spec?.script && spec.command?.length) context.report('spec.script', { message: 'the StepAction has a script and a command', atKey: true });
  },
};

const tasks = eachTaskSpec(({ steps, sidecars }, { document, report }) => {
  for (const { merged, label, at } of steps) {
    if (!merged.ref && merged.script && merged.command?.length) report(at('script'), { message: `${label} has a script and a command`, atKey: true });
  }
  for (const { sidecar, label, path } of sidecars) {
    if (sidecar.script && sidecar.command?.length) report(`${path}.script`, { message: `${label} has a script and a command`, atKey: true, stage: stageSinceV1(document) });
  }
});
