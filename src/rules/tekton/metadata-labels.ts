import { exampleOf } from '../example';
import { child } from '../model/path';
import { isLabelValue, isQualifiedName } from '../names';
import type { Rule } from '../rule';

/** Of all annotations of an object together. */
const MOST_ANNOTATIONS = 262144;

export const metadataLabels: Rule = {
  id: 'tekton/metadata-labels',
  severity: 'error',
  stage: 'admission',
  summary: 'labels and annotations have the form that Kubernetes demands',
  reason: 'the API server refuses other ones',
  source: 'https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/',
  fix: "keys are like 'app' or 'example.com/app', values of labels have at most 63 letters, digits, '-', '_' and '.'",
  passing: exampleOf('Task', 'steps: [{name: hello, image: busybox, command: [echo]}]').replace('name: example', 'name: example\n  labels: {app.kubernetes.io/version: "1.0"}'),
  failing: exampleOf('Task', 'steps: [{name: hello, image: busybox, command: [echo]}]').replace('name: example', 'name: example\n  labels: {app.kubernetes.io/version: "v1 (new)"}'),
  check: ({ document, report }) => {
    const { labels = {}, annotations = {} } = document.metadata ?? {};
    for (const [key, value] of Object.entries(labels)) {
      const path = child('metadata.labels', key);
      if (!isQualifiedName(key)) report(path, { message: `'${key}' is no key of a label`, atKey: true });
      if (!isLabelValue(value)) report(path, { message: `'${value}' is no value of a label` });
    }
    for (const key of Object.keys(annotations)) {
      if (!isQualifiedName(key.toLowerCase())) report(child('metadata.annotations', key), { message: `'${key}' is no key of an annotation`, atKey: true });
    }
    const size = Object.entries(annotations).reduce((sum, [key, value]) => sum + bytes(key) + bytes(value), 0);
    if (size > MOST_ANNOTATIONS) report('metadata.annotations', { message: `the annotations have ${size} bytes, at most ${MOST_ANNOTATIONS} are taken`, fix: 'make them shorter' });
  },
};

function bytes(text: string): number {
  return new TextEncoder().encode(text).length;
}
