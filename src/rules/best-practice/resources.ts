import { exampleOf } from '../example';
import type { Rule } from '../rule';
import { eachTaskSpec } from '../visit';
import { DONE_STEP } from './step-example';

export const resources: Rule = {
  id: 'best-practice/resources',
  severity: 'info',
  stage: 'none',
  summary: 'every step says how much memory it needs',
  reason: 'without a request the Pod is put on a node that has none left, and is the first that is killed',
  source: 'https://tekton.dev/docs/pipelines/compute-resources/',
  fix: 'set computeResources.requests.memory, in the step or in the stepTemplate',
  passing: exampleOf('Task', `steps: [${DONE_STEP}]`),
  failing: exampleOf('Task', 'steps: [{name: build, image: busybox, command: [make]}]'),
  check: eachTaskSpec(({ steps, path }, { report }) => {
    const without = steps.filter(({ merged: { ref, computeResources: { requests, limits } = {} } }) => !ref && !(requests ?? limits)?.memory);
    if (without.length === 0) return;
    const names = without.map(({ label }) => label).join(', ');
    report(without.length === 1 ? without[0].path : `${path}.steps`, { message: `${names} ${without.length === 1 ? 'requests' : 'request'} no memory`, atKey: without.length > 1 });
  }),
};
