import { exampleOf } from '../example';
import type { Rule } from '../rule';
import { eachPipelineTask } from '../visit';

const CHECK = /(?:^|-)(?:scan|sast|verify|verification|attest|sign|signature|policy|conforma|enterprise-contract|clair|clamav|trivy|grype|snyk)(?:-|$)/;

const pipeline = (more: string): string => exampleOf('Pipeline', `params: [{name: skip, default: "no"}]
tasks:
- {name: scan-image, taskRef: {name: scan}${more}}`);

export const ignoredCheck: Rule = {
  id: 'security/ignored-check',
  severity: 'info',
  stage: 'none',
  summary: 'a check of security cannot be skipped by a param, nor fail without consequence',
  reason: 'whoever starts the run can leave it out, or the run is green although it said no',
  source: 'CWE-693',
  fix: 'run it always, and remove onError: continue; or let a later task decide by its result',
  passing: pipeline(''),
  failing: pipeline(', onError: continue'),
  check: eachPipelineTask(({ task, label, path }, { report }) => {
    const names = [task.name, task.taskRef?.name].filter((name) => name !== undefined);
    if (!names.some((name) => CHECK.test(name))) return;
    if (task.onError === 'continue') report(`${path}.onError`, { message: `${label} is a check whose failure changes nothing` });
    const index = (task.when ?? []).findIndex(({ input = '', cel = '' }) => `${input}${cel}`.includes('$(params.'));
    if (index >= 0) report(`${path}.when[${index}]`, { message: `${label} is a check that a param can switch off` });
  }),
};
