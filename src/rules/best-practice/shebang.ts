import { exampleOf } from '../example';
import type { Rule } from '../rule';
import { eachContainer } from '../visit';
import { STEP } from './step-example';

export const shebang: Rule = {
  id: 'best-practice/shebang',
  severity: 'info',
  stage: 'none',
  summary: 'a script names its interpreter in the first line',
  reason: 'without #! it runs as /bin/sh -e, which may not be there, and is not the shell that its author tried it with',
  source: 'tekton-lint, prefer-hashbang; https://tekton.dev/docs/pipelines/tasks/#running-scripts-within-steps',
  fix: 'begin with #!/bin/sh and set -eu, or with another interpreter',
  passing: exampleOf('Task', `steps: [{${STEP}, script: "#!/bin/sh\\nset -eu\\nmake"}]`),
  failing: exampleOf('Task', `steps: [{${STEP}, script: make}]`),
  check: eachContainer(({ container: { script }, label, at }, { report }) => {
    if (script && !script.startsWith('#!')) report(at('script'), { message: `${label} has a script without an interpreter`, atKey: true });
  }),
};
