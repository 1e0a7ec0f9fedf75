import { exampleOf } from '../example';
import type { Rule } from '../rule';
import { eachPipelineSpec } from '../visit';

const pipeline = (value: string): string => exampleOf('Pipeline', `params: [{name: hermetic, default: "${value}"}]\ntasks: []`);

export const hermetic: Rule = {
  id: 'konflux/hermetic',
  severity: 'info',
  stage: 'none',
  summary: 'builds are hermetic',
  reason: 'a build that reaches the network takes what its provenance does not name; the policy of Red Hat products refuses it',
  source: 'https://conforma.dev/docs/policy/packages/release_hermetic_task.html',
  fix: 'prefetch the dependencies and set hermetic to "true"',
  passing: pipeline('true'),
  failing: pipeline('false'),
  check: eachPipelineSpec(({ spec, path, tasks }, { report }) => {
    (spec.params ?? []).forEach(({ name = '', default: value }, index) => {
      if (/^hermetic$/i.test(name) && value === 'false') report(`${path}.params[${index}].default`, { message: 'builds have the network unless a run says otherwise' });
    });
    for (const { task, path: at, label } of tasks) {
      const index = (task.params ?? []).findIndex(({ name, value }) => name === 'HERMETIC' && value === 'false');
      if (index >= 0) report(`${at}.params[${index}].value`, { message: `${label} builds with the network` });
    }
  }),
};
