import { injectedSteps } from '../model/injected-steps';
import type { Rule } from '../rule';
import { eachTaskSpec } from '../visit';
import { OwnTexts } from './own-texts';
import { artifactTask, INPUT, OUTPUT } from './step-example';

export const unusedOutput: Rule = {
  id: 'best-practice/unused-output',
  severity: 'warning',
  stage: 'none',
  summary: 'every output that a Task declares is mentioned by one of its steps',
  reason: 'where no step writes it, the run fails at its end (OUTPUT_MISSING, 24), and an optional one is always blank',
  source: 'docs/agent.md',
  fix: 'write it to $(outputs.<name>.path), or remove it',
  passing: artifactTask(`npm test -- ${INPUT} > ${OUTPUT}`),
  failing: artifactTask(`npm test -- ${INPUT} > report`),
  check: eachTaskSpec((task, { report }) => {
    const { upload } = injectedSteps(task);
    const own = upload?.plan && OwnTexts.of(task);
    if (!own || own.mentionsAll('outputs')) return;
    for (const { name, path } of upload.plan.outputs) {
      if (!own.mentions(path)) report(`${upload.view.path}.args`, { message: `no step mentions the output '${name}', which is taken from ${path}`, severity: own.severity });
    }
  }),
};
