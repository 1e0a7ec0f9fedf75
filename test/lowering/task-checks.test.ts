import { lowerTask } from '../../src/lowering/task';
import type { TaskModel } from '../../src/lowering/task-model';
import { input, output, step, task } from './support';

type Program = Omit<Parameters<typeof task>[0] & object, 'path'>;
const withSteps = (...steps: TaskModel['spec']['steps']): Program => ({ spec: { steps } });
const withMount = (mountPath: string, name = 'v'): Program =>
  ({ inputs: [input('source')], spec: { steps: [step('main', { volumeMounts: [{ name, mountPath }] })], volumes: [{ name: 'v' }] } });

/** Each bad program once, with what is said of it. */
const BAD: readonly (readonly [Program, string])[] = [
  [withSteps(), 'has no steps, call addStep() at least once'],
  [withSteps(step('a'), step('a')), "has two steps 'a', give each its own name"],
  [withSteps(step('Build')), "has step 'Build', expected lower-case letters, digits and '-', at most 58: rename it"],
  [withSteps(step('a'.repeat(59))), 'at most 58: rename it'],
  [{ outputs: [output('app')], ...withSteps(step('gate-artifacts')) }, "has step 'gate-artifacts', a name the compiler uses: rename it"],
  [{ conditional: true, ...withSteps(step('fetch-artifacts')) }, "has step 'fetch-artifacts', a name the compiler uses: rename it"],
  [withSteps({ name: 'main' }), "has step 'main' without an image, set 'image'"],
  [withSteps(step('main', { script: 'x', command: ['y'] })), "has step 'main' with both script and command (also from the stepTemplate), keep one"],
  [{ spec: { stepTemplate: { command: ['sh'] }, steps: [step('main', { script: 'x' })] } }, "has step 'main' with both script and command"],
  [{ spec: { sidecars: [{ name: 's', image: 'x' }, { name: 's', image: 'x' }] } }, "has two sidecars 's', give each its own name"],
  [{ spec: { sidecars: [{ name: 'a'.repeat(56), image: 'x' }] } }, 'expected lower-case letters, digits and \'-\', at most 55: rename it'],
  [{ spec: { sidecars: [{ name: 's' }] } }, "has sidecar 's' without an image, set 'image'"],
  [{ inputs: [input('my.app')] }, "has artifact 'my.app', expected a name like ^[A-Za-z0-9]"],
  [{ outputs: [output('my.app')] }, "letters, digits, '-' and '_', no dots"],
  [{ inputs: [input('1st')] }, "has input '1st', which becomes a param, and a param's name begins with a letter: rename it"],
  [{ inputs: [input('x')], spec: { params: [{ name: 'x' }] } }, "has both a param and an input 'x', and an input becomes a param: rename one"],
  [{ spec: { params: [{ name: '1x' }] } }, "has param '1x', expected letters, digits, '_', '-' and '.'"],
  [{ spec: { results: [{ name: 'x-' }] } }, "has result 'x-', expected letters, digits, '-', '_' and '.'"],
  [{ outputs: [output('x')], spec: { results: [{ name: 'x' }] } }, "has two results 'x', and an output becomes a result: rename one"],
  [{ outputs: [output('x', { subject: true })], spec: { results: [{ name: 'x-ARTIFACT_OUTPUTS' }] } }, "has two results 'x-ARTIFACT_OUTPUTS'"],
  [{ conditional: true, inputs: [input('artifacts-when')] }, "has the param or input 'artifacts-when', a name the compiler uses: rename it"],
  [{ outputs: [output('x')], spec: { results: [{ name: 'artifacts' }] } }, "has the result or output 'artifacts', a name the compiler uses: rename it"],
  [{ outputs: [output('upload-artifacts-error')] }, "has the result or output 'upload-artifacts-error', a name the compiler uses: rename it"],
  [{ conditional: true, spec: { results: [{ name: 'fetch-artifacts-error' }] } }, "has the result or output 'fetch-artifacts-error', a name the compiler uses: rename it"],
  [{ outputs: [output('error')] }, "has output 'error', a name the compiler uses: rename it"],
  [{ outputs: [output('x', { mediaType: 'text' })] }, "has output 'x' with mediaType 'text', expected '<type>/<subtype>' without parameters"],
  [{ outputs: [output('x', { kind: 'directory', mediaType: 'a/b' })] }, "has directory output 'x' with a mediaType, a directory is always stored as an archive: remove it"],
  [{ outputs: [output('x', { type: 'reference', storage: 'inline' })] }, "has reference output 'x' with settings of stored content (storage, upload or a directory): remove them"],
  [{ outputs: [output('x', { type: 'reference', always: true })] }, "has reference output 'x' with settings of stored content"],
  [{ outputs: [output('x', { type: 'reference', kind: 'directory' })] }, "has reference output 'x' with settings of stored content"],
  [{ spec: { volumes: [{ name: 'v' }, { name: 'v' }] } }, "has two volumes 'v', give each its own name"],
  [{ inputs: [input('x')], spec: { volumes: [{ name: 'artifacts' }] } }, "has volume 'artifacts', a name the compiler uses: rename it"],
  [{ conditional: true, spec: { volumes: [{ name: 'artifacts-x' }] } }, "has volume 'artifacts-x', a name the compiler uses: rename it"],
  [withMount('/tekton/x'), "mounts 'v' at '/tekton/x' in 'main', Tekton refuses mounts under /tekton: choose another path"],
  [withMount('/x/..//tekton/x'), 'Tekton refuses mounts under /tekton'],
  [withMount('/var/artifacts/inputs'), "mounts 'v' at '/var/artifacts/inputs' in 'main', artifacts live under /var/artifacts: choose another path"],
  [withMount('/var/./artifacts/'), 'artifacts live under /var/artifacts'],
  [withMount('/var'), 'artifacts live under /var/artifacts'],
  [withMount('/'), 'artifacts live under /var/artifacts'],
  [withMount('/x', 'w'), "mounts the volume 'w' in 'main' and has no such volume, add it with addVolume()"],
  [{ spec: { stepTemplate: { volumeMounts: [{ name: 'w', mountPath: '/x' }] } } }, "mounts the volume 'w' in stepTemplate and has no such volume"],
  [{ spec: { sidecars: [{ name: 's', image: 'x', volumeMounts: [{ name: 'w', mountPath: '/x' }] }] } }, "mounts the volume 'w' in 's' and has no such volume"],
  [{ spec: { volumes: [{ name: 'v' }], steps: [step('main', { volumeMounts: [{ name: 'v', mountPath: '/x' }, { name: 'v', mountPath: '/x' }] })] } },
    "mounts two volumes at '/x' in 'main', use two paths"],
  [{ inputs: [input('x')], spec: { workspaces: [{ name: 'w', mountPath: '/var/artifacts/inputs/x' }] } },
    "mounts the workspace 'w' at '/var/artifacts/inputs/x', artifacts live under /var/artifacts: choose another path"],
  [{ spec: { params: [{ name: 'my-name' }], steps: [step('main', { script: 'echo $(params.my-name)' })] } },
    "has '$(params.my-name)' in steps[0].script: its value would become part of the program; set "
    + "env: { MY_NAME: '$(params.my-name)' } and read \"$MY_NAME\" (or allow it by 'unsafeParamsInScripts')"],
  [{ spec: { params: [{ name: 'a.b' }], sidecars: [{ name: 's', image: 'x', script: "$(params['a.b'])" }] } }, "has '$(params['a.b'])' in sidecars[0].script: its value would"],
  [{ embedded: true, spec: { steps: [step('main', { script: '$(tasks.a.results.b)' })] } }, "has '$(tasks.a.results.b)' in steps[0].script: its value would"],
];

test.each(BAD)('fails on %j', (program, message) => {
  const { problems } = lowerTask(task(program));
  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatch(/^task 'ci\/build' /);
  expect(problems[0]).toContain(message);
});

/** What looks odd and is right. */
const GOOD: readonly Program[] = [
  withSteps(step('a'.repeat(58)), step('1')),
  withSteps({ name: 'main', ref: { name: 'x' } }),
  { spec: { sidecars: [{ name: 'a'.repeat(55), image: 'x' }] } },
  { inputs: [input('x')], outputs: [output('x'), output('run')] },
  { outputs: [output('1st'), output('x', { mediaType: 'application/spdx+json' })] },
  { outputs: [output('error', { subject: true })] },
  { spec: { params: [{ name: 'a.b' }, { name: '_x' }], results: [{ name: 'a.b' }, { name: '1' }] } },
  withMount('/tekton/home/x'),
  withMount('/var/artifactsx'),
  withMount('/data', '$(params.volume)'),
  withMount('/data', '$(workspaces.w.volume)'),
  { paramsInScripts: true, spec: { params: [{ name: 'x' }], steps: [step('main', { script: '$(params.x)' })] } },
  { inputs: [input('x')], spec: { workspaces: [{ name: 'w' }, { name: 'u', mountPath: '/work' }] } },
];

test.each(GOOD)('%j is right', (program) => {
  const own = { params: [{ name: 'volume' }], workspaces: [{ name: 'w' }] };
  expect(lowerTask(task({ ...program, spec: { ...own, ...program.spec } })).problems).toEqual([]);
});
