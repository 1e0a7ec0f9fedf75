import { exampleOf } from '../example';
import type { Rule } from '../rule';
import { resultReference } from '../webhook/expressions';
import type { ResultReference } from '../webhook/expressions';
import { referenceValues } from './reference-values';

const pipeline = (value: string): string => exampleOf('Pipeline', `tasks:
- {name: build, taskRef: {name: build}}
- {name: other, taskRef: {name: build}}
- name: test
  taskRef: {name: test}
  params: [{name: app, value: ${value}}]`);

export const textBinding: Rule = {
  id: 'digest/text-binding',
  severity: 'warning',
  stage: 'none',
  summary: 'an artifact is bound as a whole, never put together from the uri of one result and the digest of another',
  reason: 'pieces drift apart: a uri with the digest of something else is fetched in vain at best, and read as the wrong thing at worst',
  source: 'TEP-0139, passing artifacts between tasks; https://tekton.dev/docs/pipelines/pipelines/#passing-one-tasks-results-into-the-parameters-or-when-expressions-of-another',
  fix: "bind the object: value: '$(tasks.<task>.results.<result>[*])'",
  passing: pipeline('"$(tasks.build.results.app[*])"'),
  failing: pipeline('{uri: "$(tasks.build.results.app.uri)", digest: "$(tasks.other.results.app.digest)"}'),
  check: ({ document, report }) => {
    for (const { uri, digest, label, path } of referenceValues(document)) {
      const from = [keyOf(uri, 'uri'), keyOf(digest, 'digest')];
      const [one, other] = from;
      if (!one || !other) continue;
      const whole = `$(${one.root}.${one.task}.results.${one.result}[*])`;
      if (one.task !== other.task || one.result !== other.result) {
        report(path, {
          message: `${label} has the uri of '${one.task}.${one.result}' and the digest of '${other.task}.${other.result}'`,
          severity: 'error',
          stage: 'run',
          atKey: true,
        });
      } else {
        report(path, { message: `${label} takes uri and digest of '${one.task}.${one.result}' one by one`, fix: `write value: '${whole}'`, atKey: true });
      }
    }
  },
};

/** The result whose key a text is, and nothing else. */
function keyOf(text: string, key: string): ResultReference | undefined {
  const inner = /^\$\(([^()]+)\)$/.exec(text)?.[1];
  const reference = inner === undefined ? undefined : resultReference(inner);
  return reference?.key === key ? reference : undefined;
}
