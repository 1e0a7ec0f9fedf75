import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findingsIn } from '../tester';

/** A run that was created on a cluster: Kubernetes v1.34.4 with Tekton v1.15.0. */
interface Run {
  readonly name: string;
  readonly kind: string;
  readonly spec: object;
  /** Of those that Kubernetes refused a Pod or a claim for: what is told. */
  readonly finding?: string;
}

const runsIn = (file: string): readonly Run[] => JSON.parse(readFileSync(join(__dirname, file), 'utf8')) as readonly Run[];

function errorsIn({ name, kind, spec }: Run): string[] {
  const findings = findingsIn(JSON.stringify({ apiVersion: 'tekton.dev/v1', kind, metadata: { name }, spec }));
  return findings.filter(({ rule, severity }) => rule.id.startsWith('tekton/') && severity === 'error').map(({ rule, path, message }) => `${rule.id} ${path}: ${message}`);
}

test.each(runsIn('refused.json'))('fails $name, which the webhook took, and Kubernetes did not', (run) => {
  expect(errorsIn(run)).toContain(run.finding);
});

test.each(runsIn('accepted.json'))('finds nothing in $name, which ran to its end', (run) => {
  expect(errorsIn(run)).toEqual([]);
});

test('variables and placeholders are decided elsewhere', () => {
  const step = {
    name: 'a',
    image: 'busybox',
    command: ['ls'],
    env: [{ name: 'A', valueFrom: { secretKeyRef: { name: '$(params.p)', key: '$(params.p)' } } }],
    volumeMounts: [{ name: 'v', mountPath: '/v', subPath: '$(params.p)/..' }],
  };
  const taskSpec = { params: [{ name: 'p', default: 'x' }], steps: [step], volumes: [{ name: 'v', configMap: { name: '$(params.p)', items: [{ key: '$(params.p)', path: '$(params.p)' }] } }] };
  expect(errorsIn({ name: 'r', kind: 'TaskRun', spec: { taskSpec } })).toEqual([]);
});
