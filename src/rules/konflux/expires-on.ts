import { child, valueAt } from '../model/path';
import { isTime } from '../model/words';
import type { Rule } from '../rule';

const ANNOTATION = 'build.appstudio.redhat.com/expires-on';

const task = (time: string): string => `apiVersion: tekton.dev/v1
kind: Task
metadata:
  name: example
  annotations: {${ANNOTATION}: "${time}"}
spec:
  steps: [{name: build, image: busybox, command: [make]}]
`;

export const expiresOn: Rule = {
  id: 'konflux/expires-on',
  severity: 'error',
  stage: 'none',
  summary: 'the annotation expires-on of a Task is a time by RFC 3339',
  reason: 'the policy refuses a Task whose end it cannot read',
  source: 'https://conforma.dev/docs/policy/packages/task_annotations.html, expires_on_format',
  fix: 'write it as in 2027-01-31T00:00:00Z',
  passing: task('2027-01-31T00:00:00Z'),
  failing: task('2027-01-31'),
  check: ({ document, report }) => {
    const path = child('metadata.annotations', ANNOTATION);
    const value = valueAt(document.source, path);
    if (document.isTekton && value !== undefined && !isTime(value)) report(path, { message: `expires-on is '${String(value)}', expected a time such as '2027-01-31T00:00:00Z'` });
  },
};
