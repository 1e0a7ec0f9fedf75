import { exampleOf } from '../example';
import type { Rule } from '../rule';

/** What all objects and all findings together show: the engine reports it, see `useless-acknowledgements.ts`. */
export const acknowledgement: Rule = {
  id: 'configuration/acknowledgement',
  severity: 'warning',
  stage: 'none',
  summary: 'an acknowledgement names a rule that finds something there, and says why it is accepted',
  reason: 'one that accepts nothing hides the next mistake at its place, and nobody knows why it is there',
  source: 'docs/validation.md, accepting a finding',
  fix: 'remove it',
  passing: exampleOf('Task', '# cdk8s-tekton: acknowledge digest/image the mirror pins images\nsteps: [{name: build, image: busybox, command: [make]}]'),
  failing: exampleOf('Task', '# cdk8s-tekton: acknowledge configuration/plain-htp the registry is on this node\nsteps: [{name: build, image: busybox, command: [make]}]'),
  check: () => undefined,
};
