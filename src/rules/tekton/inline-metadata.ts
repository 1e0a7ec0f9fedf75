import { exampleOf } from '../example';
import { child } from '../model/path';
import { isLabelValue, isQualifiedName } from '../names';
import type { Rule } from '../rule';
import { eachPipelineTask } from '../visit';

export const inlineMetadata: Rule = {
  id: 'tekton/inline-metadata',
  severity: 'error',
  stage: 'run',
  summary: 'labels and annotations of an inline Task have the form that Kubernetes demands',
  reason: 'they are put on the TaskRun, which the API server then refuses',
  source: 'its webhook as measured, which does not look at them',
  fix: "keys are like 'app' or 'example.com/app', values of labels have at most 63 letters, digits, '-', '_' and '.'",
  passing: exampleOf('Pipeline', 'tasks: [{name: a, taskSpec: {metadata: {labels: {app: a}}, steps: [{image: busybox, command: [ls]}]}}]'),
  failing: exampleOf('Pipeline', 'tasks: [{name: a, taskSpec: {metadata: {labels: {app: "not a label"}}, steps: [{image: busybox, command: [ls]}]}}]'),
  check: eachPipelineTask(({ task, path, label }, { report }) => {
    const { labels = {}, annotations = {} } = task.taskSpec?.metadata ?? {};
    for (const [key, value] of Object.entries(labels)) {
      const at = child(`${path}.taskSpec.metadata.labels`, key);
      if (!isQualifiedName(key)) report(at, { message: `${label} has '${key}', which is no key of a label`, atKey: true });
      if (!isLabelValue(value)) report(at, { message: `${label} has '${value}', which is no value of a label` });
    }
    for (const key of Object.keys(annotations)) {
      if (!isQualifiedName(key.toLowerCase())) report(child(`${path}.taskSpec.metadata.annotations`, key), { message: `${label} has '${key}', which is no key of an annotation`, atKey: true });
    }
  }),
};
