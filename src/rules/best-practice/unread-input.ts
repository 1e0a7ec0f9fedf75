import { injectedSteps } from '../model/injected-steps';
import type { Rule } from '../rule';
import { eachTaskSpec } from '../visit';
import { OwnTexts } from './own-texts';
import { artifactTask, INPUT, OUTPUT } from './step-example';

export const unreadInput: Rule = {
  id: 'best-practice/unread-input',
  severity: 'warning',
  stage: 'none',
  summary: 'every input that a Task declares is mentioned by one of its steps',
  reason: 'it is fetched and verified in every run, and whoever calls the Task has to bind it',
  source: 'docs/agent.md',
  fix: 'read it at $(inputs.<name>.path), or remove it',
  passing: artifactTask(`npm test -- ${INPUT} > ${OUTPUT}`),
  failing: artifactTask(`npm test > ${OUTPUT}`),
  check: eachTaskSpec((task, { report }) => {
    const { fetch, upload } = injectedSteps(task);
    const own = fetch?.plan && OwnTexts.of(task);
    if (!own || own.mentionsAll('inputs')) return;
    const attachedTo = upload?.plan?.outputs.map((output) => output.attachTo) ?? [];
    for (const { name, path } of fetch.plan.inputs) {
      if (own.mentions(path) || own.usesParam(name) || attachedTo.includes(name)) continue;
      report(`${fetch.view.path}.args`, { message: `no step mentions the input '${name}', which lies at ${path}`, severity: own.severity });
    }
  }),
};
