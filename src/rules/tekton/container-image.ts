import { exampleOf } from '../example';
import type { Rule } from '../rule';
import { eachTaskSpec } from '../visit';
import { stageSinceV1 } from '../webhook/since-v1';

export const containerImage: Rule = {
  id: 'tekton/container-image',
  severity: 'error',
  stage: 'admission',
  summary: 'every step and every sidecar has an image, unless it is a reference to a StepAction',
  reason: 'a container runs an image',
  source: 'pkg/apis/pipeline/v1/container_validation.go',
  fix: 'set image, or in a step ref',
  passing: exampleOf('Task', 'steps: [{name: hello, image: busybox, command: [echo]}]'),
  failing: exampleOf('Task', 'steps: [{name: hello, command: [echo]}]'),
  check: (context) => {
    tasks(context);
    const action = context.document.decodedAs<{ readonly spec?: { readonly image?: string } }>('StepAction');
    if (action && !action.spec?.image) context.report('spec', { message: 'the StepAction has no image' });
  },
};

const tasks = eachTaskSpec(({ steps, sidecars }, { document, report }) => {
  for (const { merged, path, label } of steps) if (!merged.ref && !merged.image) report(path, { message: `${label} has no image` });
  for (const { sidecar, path, label } of sidecars) if (!sidecar.image) report(path, { message: `${label} has no image`, stage: stageSinceV1(document) });
});
