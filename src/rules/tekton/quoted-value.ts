import { exampleOf } from '../example';
import type { Rule } from '../rule';

export const quotedValue: Rule = {
  id: 'tekton/quoted-value',
  severity: 'warning',
  stage: 'run',
  summary: 'keys, and values of params, that YAML would change stand in quotes',
  reason: 'YAML reads 1.50 as 1.5, 012 as 10, yes and on as true before Tekton makes a text of it again',
  source: 'https://yaml.org/type/; pkg/apis/pipeline/v1/param_types.go, UnmarshalJSON',
  fix: 'put quotes around it',
  passing: exampleOf('TaskRun', 'taskRef: {name: build}\nparams: [{name: version, value: "1.50"}, {name: count, value: 3}]'),
  failing: exampleOf('TaskRun', 'taskRef: {name: build}\nparams: [{name: version, value: 1.50}]'),
  check: ({ document, report }) => {
    if (!document.isTekton) return;
    for (const { path, text, value, isKey } of document.changedScalars) {
      if (!isKey && !/(?:params\[\d+\]|include\[\d+\])\.(?:value|default)(?:$|\.|\[)|matrix.*\.value/.test(path)) continue;
      report(path, { message: `${isKey ? `the key ${text}` : text} without quotes means '${String(value)}'`, atKey: isKey, replacement: JSON.stringify(text) });
    }
  },
};
