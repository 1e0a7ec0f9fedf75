import { exampleOf } from '../example';
import { repeated } from '../names';
import type { Rule } from '../rule';
import { eachContainer } from '../visit';
import { STEP } from './step-example';

const task = (env: string): string => exampleOf('Task', `steps: [{${STEP}, command: [make], env: [${env}]}]`);

export const duplicateEnv: Rule = {
  id: 'best-practice/duplicate-env',
  severity: 'warning',
  stage: 'none',
  summary: 'no env is set twice',
  reason: 'the last one wins, and the other one seems to hold',
  source: 'tekton-lint, no-duplicate-env',
  fix: 'remove one of them',
  passing: task('{name: LEVEL, value: debug}'),
  failing: task('{name: LEVEL, value: debug}, {name: LEVEL, value: info}'),
  check: eachContainer(({ container, label, at }, { report }) => {
    for (const { name, index } of repeated(container.env ?? [], (variable) => variable.name)) {
      report(`${at('env')}[${index}].name`, { message: `${label} sets the env '${name}' twice` });
    }
  }),
};
