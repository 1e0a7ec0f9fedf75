import { exampleOf } from '../example';
import { partOf } from '../model/place';
import type { Rule } from '../rule';
import { eachStep } from '../visit';

const RESULT = /\$\((?:results|step\.results)[.[][^()]*path\)/;

const task = (script: string): string => exampleOf('Task', `results: [{name: user}]
steps:
- name: login
  image: busybox
  env: [{name: TOKEN, valueFrom: {secretKeyRef: {name: account, key: token}}}, {name: USER_NAME, value: builder}]
  script: ${script}`);

export const secretInResult: Rule = {
  id: 'security/secret-in-result',
  severity: 'error',
  stage: 'none',
  summary: 'no secret is written to a result',
  reason: 'results stand in the status of runs in plain text, in the logs of the controller, and in signed provenance, which is public for many',
  source: 'https://tekton.dev/docs/pipelines/tasks/#emitting-results; CWE-532',
  fix: 'pass on the name of the Secret, or mount the same Secret in the Task that needs it',
  passing: task('\'printf %s "$USER_NAME" > "$(results.user.path)"\''),
  failing: task('\'printf %s "$TOKEN" > "$(results.user.path)"\''),
  check: eachStep(({ merged, label, at }, { report }) => {
    const secrets = (merged.env ?? []).filter(({ valueFrom }) => valueFrom?.secretKeyRef).map(({ name = '' }) => name);
    if (secrets.length === 0) return;
    for (const found of (merged.script ?? '').matchAll(/\S.*/g)) {
      const [line] = found;
      const written = RESULT.test(line) && /(?:>|\btee\b)/.test(line) && /^\s*(?:echo|printf|cat\s*<<<)/.test(line);
      const name = written ? secrets.find((each) => new RegExp(`\\$\\{?${each}\\b`).test(line)) : undefined;
      // What a program makes of it is not the secret: a digest, a length, an answer.
      if (name && !line.includes('|')) report(at('script'), { message: `${label} writes the secret '${name}' to a result`, within: partOf(found) });
    }
  }),
};
