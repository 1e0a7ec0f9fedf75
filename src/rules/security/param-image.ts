import { exampleOf } from '../example';
import type { Rule } from '../rule';
import { eachContainer } from '../visit';

export const paramImage: Rule = {
  id: 'security/param-image',
  severity: 'info',
  stage: 'none',
  summary: 'the image of a container that has secrets is fixed',
  reason: 'whoever starts the run chooses the program, and gets what the Secrets hold',
  source: 'CWE-829; tekton-guard has the like',
  fix: 'write the image as text, by digest, or take the secrets out of this step',
  passing: exampleOf('Task', 'steps: [{name: publish, image: busybox, command: [publish], env: [{name: KEY, valueFrom: {secretKeyRef: {name: npm, key: token}}}]}]'),
  failing: exampleOf('Task', 'params: [{name: image}]\nsteps: [{name: publish, image: $(params.image), command: [publish], env: [{name: KEY, valueFrom: {secretKeyRef: {name: npm, key: token}}}]}]'),
  check: eachContainer(({ container, label, at }, { report }) => {
    const { image = '', env = [], envFrom = [] } = container;
    const secrets = [...env.map(({ valueFrom }) => valueFrom?.secretKeyRef), ...envFrom.map(({ secretRef }) => secretRef)];
    const secret = secrets.find((each) => each !== undefined)?.name;
    if (secret !== undefined && image.includes('$(params')) report(at('image'), { message: `${label} has the Secret '${secret}' and the image '${image}'` });
  }),
};
