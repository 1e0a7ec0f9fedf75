import { exampleOf } from '../example';
import { isDnsLabel, isDnsSubdomain } from '../names';
import type { Rule } from '../rule';

export const metadataName: Rule = {
  id: 'tekton/metadata-name',
  severity: 'error',
  stage: 'admission',
  summary: 'an object has a name of lower-case letters, digits, - and ., at most 63, or a generateName',
  reason: 'names of Tekton objects become labels, which have at most 63 letters',
  source: 'pkg/apis/validate/metadata.go; k8s.io/apimachinery/pkg/api/validation/objectmeta.go',
  fix: 'choose such a name',
  passing: exampleOf('Task', 'steps: [{name: hello, image: busybox, command: [echo]}]'),
  failing: exampleOf('Task', 'steps: [{name: hello, image: busybox, command: [echo]}]').replace('example', 'My_Task'),
  check: ({ document, report }) => {
    const { metadata } = document;
    if (!metadata) return;
    const { name, generateName, namespace } = metadata;
    if (!name && !generateName) report('metadata', { message: 'there is neither a name nor a generateName', fix: 'set metadata.name' });
    if (name && (!isDnsSubdomain(name) || name.length > 63)) {
      report('metadata.name', { message: `the name '${name}' cannot be used: expected lower-case letters, digits, '-' and '.', at most 63` });
    }
    // The API server appends five letters before any webhook sees the name.
    if (generateName && (!isDnsSubdomain(`${generateName}x`) || !isDnsSubdomain(generateName.replace(/-$/, 'a')) || (!name && generateName.length > 58))) {
      report('metadata.generateName', { message: `the generateName '${generateName}' makes no name: expected lower-case letters, digits, '-' and '.', at most 58` });
    }
    if (namespace && !isDnsLabel(namespace)) {
      report('metadata.namespace', { message: `the namespace '${namespace}' cannot exist: expected lower-case letters, digits and '-', at most 63` });
    }
  },
};
