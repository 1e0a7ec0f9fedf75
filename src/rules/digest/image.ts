import { exampleOf } from '../example';
import { containersOf } from '../model/containers';
import type { ContainerView } from '../model/containers';
import { imageName } from '../model/image-name';
import { child } from '../model/path';
import { isDecidedElsewhere } from '../model/remote-references';
import type { Rule, RuleContext } from '../rule';
import { PINNED_IMAGE } from './pinned-example';

export const image: Rule = {
  id: 'digest/image',
  severity: 'warning',
  stage: 'none',
  summary: 'the images of steps, sidecars, stepTemplates and StepActions are pinned by digest',
  reason: 'a tag can be moved: what was reviewed and what runs may differ, and provenance names an image that nobody can get again',
  source: 'https://slsa.dev/spec/v1.0/requirements, hermetic and reproducible builds; https://kubernetes.io/docs/concepts/containers/images/#image-names',
  fix: 'write <repository>:<tag>@sha256:<digest>, as `cdk8s-tekton pin` does',
  passing: exampleOf('Task', `steps: [{name: hello, image: "${PINNED_IMAGE}", command: [echo]}]`),
  failing: exampleOf('Task', 'steps: [{name: hello, image: "busybox:1.37", command: [echo]}]'),
  check: (context) => {
    for (const container of containersOf(context.document)) {
      const text = container.container.image ?? '';
      const param = /^\$\(params\.([^()]+)\)$/.exec(text)?.[1];
      if (param) checkDefault(container, param, context);
      else checkImage(text, container.at('image'), context);
    }
  },
};

function checkImage(text: string, path: string, { report }: RuleContext): void {
  if (text === '' || isDecidedElsewhere(text)) return;
  const { tag, digest } = imageName(text);
  if (digest !== undefined) return;
  const moving = tag === undefined || tag === 'latest' ? ', and means whatever is newest' : '';
  report(path, { message: `the image '${text}' has no digest${moving}` });
}

/** An image by param is as pinned as the param's default. */
function checkDefault({ task, kind }: ContainerView, name: string, context: RuleContext): void {
  const path = kind === 'StepAction' ? 'spec' : task?.path ?? 'spec';
  const index = (task?.spec.params ?? []).findIndex((param) => param.name === name);
  const value = task?.spec.params?.[index]?.default;
  if (typeof value === 'string') checkImage(value, child(`${path}.params[${index}]`, 'default'), context);
}
