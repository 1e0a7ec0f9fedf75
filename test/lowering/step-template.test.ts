import type { PlainContainer, PlainStep } from '../../src/lowering/plain';
import { flattenStepTemplate } from '../../src/lowering/step-template';
import { lowerTask } from '../../src/lowering/task';
import { output, step, stepOf, task } from './support';

const FIELD = { fieldRef: { fieldPath: 'metadata.name' } };
const SECRET = { secretKeyRef: { name: 'y', key: 'z' } };

/** What MergeStepsWithStepTemplate of Tekton v1.15.0 makes of the same template and step: its own code, run once. */
const MERGED: readonly (readonly [string, PlainContainer, Partial<PlainStep>, Partial<PlainStep>])[] = [
  ['env by name, the own ones first',
    { env: [{ name: 'A', value: 't' }, { name: 'B', value: 't' }] },
    { env: [{ name: 'C', value: 's' }, { name: 'A', value: 's' }] },
    { env: [{ name: 'C', value: 's' }, { name: 'A', value: 's' }, { name: 'B', value: 't' }] }],
  ['a blank value, which undoes nothing', { env: [{ name: 'A', value: 't' }] }, { env: [{ name: 'A', value: '' }] }, { env: [{ name: 'A', value: 't' }] }],
  ['no value, which undoes nothing', { env: [{ name: 'A', value: 't' }] }, { env: [{ name: 'A' }] }, { env: [{ name: 'A', value: 't' }] }],
  ['a value over a source', { env: [{ name: 'A', valueFrom: FIELD }] }, { env: [{ name: 'A', value: 's' }] }, { env: [{ name: 'A', value: 's' }] }],
  ['a source over a value', { env: [{ name: 'A', value: 't' }] }, { env: [{ name: 'A', valueFrom: FIELD }] }, { env: [{ name: 'A', valueFrom: FIELD }] }],
  ['a source over a source, key by key',
    { env: [{ name: 'A', valueFrom: { secretKeyRef: { name: 'x', key: 'k', optional: true } } }] },
    { env: [{ name: 'A', valueFrom: SECRET }] },
    { env: [{ name: 'A', valueFrom: { secretKeyRef: { name: 'y', key: 'z', optional: true } } }] }],
  ['a blank value over a source', { env: [{ name: 'A', valueFrom: FIELD }] }, { env: [{ name: 'A', value: '' }] }, { env: [{ name: 'A', value: '', valueFrom: FIELD }] }],
  ['envFrom as a whole', { envFrom: [{ prefix: 'T' }] }, { envFrom: [{ prefix: 'S' }] }, { envFrom: [{ prefix: 'S' }] }],
  ['mounts by their path, field by field',
    { volumeMounts: [{ name: 't', mountPath: '/a', subPath: 'x', readOnly: true }, { name: 't', mountPath: '/b' }] },
    { volumeMounts: [{ name: 's', mountPath: '/c' }, { name: 's', mountPath: '/a' }] },
    { volumeMounts: [{ name: 's', mountPath: '/c' }, { name: 's', mountPath: '/a', subPath: 'x', readOnly: true }, { name: 't', mountPath: '/b' }] }],
  ['a mount that is not read-only, which undoes nothing',
    { volumeMounts: [{ name: 't', mountPath: '/a', readOnly: true }] },
    { volumeMounts: [{ name: 's', mountPath: '/a', readOnly: false }] },
    { volumeMounts: [{ name: 's', mountPath: '/a', readOnly: true }] }],
  ['devices by their path',
    { volumeDevices: [{ name: 'a', devicePath: '/a' }] }, { volumeDevices: [{ name: 'b', devicePath: '/b' }] },
    { volumeDevices: [{ name: 'b', devicePath: '/b' }, { name: 'a', devicePath: '/a' }] }],
  ['the security context key by key, its lists as a whole',
    { securityContext: { runAsUser: 1, runAsNonRoot: true, capabilities: { drop: ['ALL'], add: ['A'] } } },
    { securityContext: { runAsUser: 2, capabilities: { add: ['B'] } } },
    { securityContext: { runAsUser: 2, runAsNonRoot: true, capabilities: { drop: ['ALL'], add: ['B'] } } }],
  ['zero and false in the security context, which are values',
    { securityContext: { runAsUser: 1, runAsNonRoot: true } }, { securityContext: { runAsUser: 0, runAsNonRoot: false } },
    { securityContext: { runAsUser: 0, runAsNonRoot: false } }],
  ['resources key by key',
    { computeResources: { requests: { cpu: '1', memory: '1Gi' } } }, { computeResources: { requests: { cpu: '2' }, limits: { cpu: '3' } } },
    { computeResources: { requests: { cpu: '2', memory: '1Gi' }, limits: { cpu: '3' } } }],
  ['command, args and the rest as a whole',
    { command: ['t'], args: ['t1', 't2'], workingDir: '/t', imagePullPolicy: 'Always' }, { args: ['s'] },
    { command: ['t'], args: ['s'], workingDir: '/t', imagePullPolicy: 'Always' }],
  ['empty lists and texts, which undo nothing',
    { command: ['t'], args: ['t1'], workingDir: '/t' }, { command: [], args: [], workingDir: '' }, { command: ['t'], args: ['t1'], workingDir: '/t' }],
  ['what only steps have',
    { workingDir: '/t' }, { onError: 'continue', timeout: '1s', results: [{ name: 'r' }] },
    { workingDir: '/t', onError: 'continue', timeout: '1s', results: [{ name: 'r' }] }],
];

test.each(MERGED)('a step takes over a template as in Tekton: %s', (_, stepTemplate, own, expected) => {
  const { spec, problems } = flattenStepTemplate('ci/build', { stepTemplate, steps: [step('main', own)] });
  expect(spec).toEqual({ steps: [step('main', expected)] });
  expect(problems).toEqual([]);
});

test('the image may come from the template', () => {
  const { spec, problems } = lowerTask(task({ outputs: [output('app')], spec: { stepTemplate: { image: 'alpine' }, steps: [{ name: 'main' }] } }));
  expect(problems).toEqual([]);
  expect(spec.steps[0].image).toBe('alpine');
});

test('injected steps take over nothing', () => {
  const stepTemplate = { env: [{ name: 'HTTP_PROXY', value: 'x' }], command: ['sh'], workingDir: '/workspace/x' };
  const lowered = lowerTask(task({ outputs: [output('app')], spec: { stepTemplate } }));
  expect(lowered.spec.stepTemplate).toBeUndefined();
  expect(stepOf(lowered, 'main')).toMatchObject(stepTemplate);
  expect(stepOf(lowered, 'upload-artifacts')).toMatchObject({ command: ['agent'] });
  expect(JSON.stringify(stepOf(lowered, 'upload-artifacts'))).not.toMatch(/HTTP_PROXY|\/workspace/);
});

test('without artifacts the template stays as it is', () => {
  const spec = { stepTemplate: { env: [{ name: 'A', value: 't' }] }, steps: [step('main')] };
  expect(lowerTask(task({ spec }))).toEqual({ spec, problems: [], outputs: new Map() });
});

test('fails for a template together with a step by reference', () => {
  const spec = { stepTemplate: { workingDir: '/x' }, steps: [{ name: 'scan', ref: { name: 'scan' } }] };
  expect(lowerTask(task({ outputs: [output('app')], spec })).problems).toEqual([
    "task 'ci/build' has artifacts, a stepTemplate and the step 'scan' by reference, which cannot take over the template's fields: write them into the other steps instead",
  ]);
});
