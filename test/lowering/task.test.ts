import fc from 'fast-check';
import { parseFetchArguments, parseUploadArguments } from '../../src/contract/agent-arguments';
import { lowerTask } from '../../src/lowering/task';
import type { TaskModel } from '../../src/lowering/task-model';
import { input, output, step, stepOf, task } from './support';

const REFERENCE = { type: 'object', properties: { uri: { type: 'string' }, digest: { type: 'string' } } };
const names = (model: TaskModel) => lowerTask(model).spec.steps.map(({ name }) => name);

describe('a Task without artifacts', () => {
  test('stays as it is', () => {
    const model = task({ spec: { params: [{ name: 'p', type: 'array', default: [] }], steps: [step('main', { args: ['$(params.p[*])'] })] } });
    expect(lowerTask(model)).toEqual({ spec: model.spec, problems: [], outputs: new Map() });
  });

  test('may use names that the compiler takes elsewhere', () => {
    const spec = { steps: [step('fetch-artifacts')], results: [{ name: 'artifacts' }], params: [{ name: 'artifacts-when' }], volumes: [{ name: 'artifacts' }] };
    expect(lowerTask(task({ spec })).problems).toEqual([]);
  });
});

describe('inputs', () => {
  const inputs = [
    input('source', { kind: 'directory', description: 'the code' }), input('base', { optional: true }), input('parts', { codec: 'list' }),
    input('more', { codec: 'list', optional: true }), input('one', { codec: 'string' }), input('other', { codec: 'string', optional: true, content: false }),
  ];
  const lowered = lowerTask(task({ inputs, spec: { params: [{ name: 'own', type: 'string' }] } }));

  test('become params behind those of the author, optional ones with a blank default', () => {
    expect(lowered.problems).toEqual([]);
    expect(lowered.spec.params).toEqual([
      { name: 'own', type: 'string' },
      { name: 'source', description: 'the code', ...REFERENCE },
      { name: 'base', ...REFERENCE, default: { uri: '', digest: '' } },
      { name: 'parts', type: 'array' },
      { name: 'more', type: 'array', default: [] },
      { name: 'one', type: 'string' },
      { name: 'other', type: 'string', default: '' },
    ]);
  });

  test('are fetched by one step before all others, told by env and by sections', () => {
    const { name, args = [], env, results } = lowered.spec.steps[0];
    expect([name, args[0]]).toEqual(['fetch-artifacts', 'fetch']);
    const { plan, sections } = parseFetchArguments(args.slice(1));
    expect(plan.inputs).toEqual([
      { name: 'source', kind: 'directory', path: '/var/artifacts/inputs/source', result: 'source-ARTIFACT_INPUTS' },
      { name: 'base', kind: 'file', path: '/var/artifacts/inputs/base', optional: true, result: 'base-ARTIFACT_INPUTS' },
      { name: 'parts', kind: 'file', path: '/var/artifacts/inputs/parts', codec: 'list' },
      { name: 'more', kind: 'file', path: '/var/artifacts/inputs/more', codec: 'list', optional: true },
      { name: 'one', kind: 'file', path: '/var/artifacts/inputs/one', codec: 'string' },
      { name: 'other', kind: 'file', path: '/var/artifacts/inputs/other', codec: 'string', optional: true, content: false },
    ]);
    expect(Object.fromEntries(sections.lists)).toEqual({ parts: ['$(params.parts[*])'], more: ['$(params.more[*])'] });
    expect(env).toEqual([
      { name: 'ERROR_RESULT', value: '$(step.results.error.path)' },
      { name: 'DOCKER_CONFIG', value: '$(credentials.path)/.docker' },
      { name: 'INPUT_source_URI', value: '$(params.source.uri)' }, { name: 'INPUT_source_DIGEST', value: '$(params.source.digest)' },
      { name: 'INPUT_base_URI', value: '$(params.base.uri)' }, { name: 'INPUT_base_DIGEST', value: '$(params.base.digest)' },
      { name: 'INPUT_one_REF', value: '$(params.one)' }, { name: 'INPUT_other_REF', value: '$(params.other)' },
    ]);
    expect(results?.map((result) => result.name)).toEqual(['source-ARTIFACT_INPUTS', 'base-ARTIFACT_INPUTS', 'error']);
  });

  test('are recorded only where all records fit', () => {
    const recorded = (count: number) => {
      const { problems, spec } = lowerTask(task({ inputs: Array.from({ length: count }, (_, index) => input(`i${index}`)) }));
      expect(problems).toEqual([]);
      return spec.steps[0].results?.length ?? 0;
    };
    expect([recorded(10), recorded(30)]).toEqual([11, 1]);
  });

  test('add their verified references and the cause of a failure to the results, and nothing else', () => {
    const properties = { uri: { type: 'string' }, digest: { type: 'string' } };
    expect(lowered.spec.results).toEqual([...['source', 'base'].map((name) => ({
      name: `${name}-ARTIFACT_INPUTS`,
      description: `The input ${name}, once verified`,
      type: 'object',
      properties,
      value: `$(steps.fetch-artifacts.results.${name}-ARTIFACT_INPUTS)`,
    })), {
      name: 'fetch-artifacts-error',
      description: 'Why fetch-artifacts failed; unset when it did not',
      type: 'string',
      value: '$(steps.fetch-artifacts.results.error)',
    }]);
    expect(lowered.spec.steps).toHaveLength(2);
    expect([...lowered.outputs]).toEqual([]);
  });
});

describe('outputs', () => {
  const outputs = [
    output('app', { mediaType: 'text/plain', storage: 'external', description: 'the program' }), output('reports', { kind: 'directory', optional: true }),
    output('image', { subject: true }), output('pushed', { type: 'reference' }), output('line', { codec: 'string' }),
  ];
  const lowered = lowerTask(task({ outputs }));
  const upload = stepOf(lowered, 'upload-artifacts');

  test('are uploaded by one step behind all others', () => {
    expect(lowered.problems).toEqual([]);
    expect(names(task({ outputs, spec: { steps: [step('a'), step('b')] } }))).toEqual(['a', 'b', 'upload-artifacts']);
    const plan = parseUploadArguments(upload.args?.slice(1) ?? []);
    expect(plan.outputs).toEqual([
      { name: 'app', kind: 'file', path: '/var/artifacts/outputs/app', mediaType: 'text/plain', storage: 'external' },
      { name: 'reports', kind: 'directory', path: '/var/artifacts/outputs/reports', optional: true },
      { name: 'image', kind: 'file', path: '/var/artifacts/outputs/image', subject: true, result: 'image-ARTIFACT_OUTPUTS' },
      { name: 'pushed', type: 'reference', kind: 'file', path: '/var/artifacts/outputs/pushed' },
      { name: 'line', kind: 'file', path: '/var/artifacts/outputs/line', codec: 'string' },
    ]);
  });

  test('are step results that task results surface, with uri and digest only', () => {
    expect(upload.results).toEqual([
      { name: 'app', ...REFERENCE }, { name: 'reports', ...REFERENCE }, { name: 'image-ARTIFACT_OUTPUTS', ...REFERENCE },
      { name: 'pushed', ...REFERENCE }, { name: 'line', type: 'string' }, { name: 'error', type: 'string' },
    ]);
    expect(lowered.spec.results?.slice(0, 3)).toEqual([
      { name: 'app', description: 'the program', ...REFERENCE, value: '$(steps.upload-artifacts.results.app)' },
      { name: 'reports', ...REFERENCE, value: '$(steps.upload-artifacts.results.reports)' },
      { name: 'image-ARTIFACT_OUTPUTS', ...REFERENCE, value: '$(steps.upload-artifacts.results.image-ARTIFACT_OUTPUTS)' },
    ]);
    expect(Object.fromEntries(lowered.outputs)).toMatchObject({ app: { result: 'app' }, image: { result: 'image-ARTIFACT_OUTPUTS' } });
  });

  test('the upload step counts what the message holds besides: the results of the Task', () => {
    expect(parseUploadArguments(upload.args?.slice(1) ?? [])).toMatchObject({ results: '/tekton/results', containers: 3 });
  });

  test('a Task may have references only', () => {
    const model = task({ outputs: [output('pushed', { type: 'reference' })], storage: {} });
    expect(lowerTask(model).problems).toEqual([]);
    expect(names(model)).toEqual(['main', 'upload-artifacts']);
  });

  test('results of the author stay, those with a value from a step too', () => {
    const results = [{ name: 'count', type: 'string' }, { name: 'sum', value: '$(steps.main.results.sum)' }];
    const spec = { results, steps: [step('main', { results: [{ name: 'sum', type: 'string' }] })] };
    const { spec: { results: emitted }, problems } = lowerTask(task({ outputs: [output('app')], spec }));
    expect(problems).toEqual([]);
    expect(emitted?.slice(0, 2)).toEqual(results);
  });
});

describe('mounts', () => {
  const INPUTS = { name: 'artifacts', mountPath: '/var/artifacts/inputs', subPath: 'inputs' };
  const OUTPUTS = { name: 'artifacts', mountPath: '/var/artifacts/outputs', subPath: 'outputs' };
  const REPORTS = { name: 'artifacts', mountPath: '/var/artifacts/.mkdir/reports', subPath: 'outputs/reports' };
  const directory = output('reports', { kind: 'directory' });
  const sidecars = [{ name: 'watch', image: 'busybox' }];
  const own = { name: 'cache', mountPath: '/cache' };

  test('users see inputs and outputs, and the kubelet makes directories for the first step', () => {
    const lowered = lowerTask(task({
      outputs: [directory, output('image', { type: 'reference' })], spec: { steps: [step('a', { volumeMounts: [own] }), step('b')], sidecars, volumes: [{ name: 'cache' }] },
    }));
    expect(lowered.problems).toEqual([]);
    expect([stepOf(lowered, 'a'), stepOf(lowered, 'b')].map(({ volumeMounts }) => volumeMounts)).toEqual([[own, OUTPUTS, REPORTS], [OUTPUTS]]);
    expect(lowered.spec.sidecars).toEqual([{ ...sidecars[0], volumeMounts: [OUTPUTS] }]);
    expect(lowered.spec.volumes?.map(({ name }) => name)).toEqual(['cache', 'artifacts', 'artifacts-config', 'artifacts-pod']);
  });

  test('the fetch step comes first where there is one', () => {
    const lowered = lowerTask(task({ inputs: [input('source')], outputs: [directory] }));
    expect(lowered.spec.steps[0].volumeMounts).toEqual(expect.arrayContaining([INPUTS, REPORTS]));
    expect(stepOf(lowered, 'main').volumeMounts).toEqual([INPUTS, OUTPUTS]);
  });

  test('a step by reference gets them by a template', () => {
    const steps = [{ name: 'scan', ref: { name: 'scan' } }, step('b')];
    const lowered = lowerTask(task({ inputs: [input('source')], outputs: [directory], spec: { steps } }));
    expect(lowered.spec.stepTemplate).toEqual({ volumeMounts: [INPUTS, OUTPUTS] });
    expect(lowered.spec.steps.slice(1, 3)).toEqual(steps);
    expect(lowerTask(task({ outputs: [directory], spec: { steps } })).spec.stepTemplate).toEqual({ volumeMounts: [OUTPUTS, REPORTS] });
    expect(lowerTask(task({ conditional: true, spec: { steps } })).spec.stepTemplate).toBeUndefined();
  });
});

describe('injected steps', () => {
  const agent = {
    image: 'node',
    command: ['node', '-e', 'x'],
    configMap: 'agent-1',
    env: [{ name: 'HOME', value: '/tmp' }],
    computeResources: { limits: { memory: '1Gi' } },
    emptyDir: {},
    security: { profile: 'inherit' as const },
  };

  test('run the agent as it was configured', () => {
    const lowered = lowerTask(task({ outputs: [output('app')], agent }));
    expect(stepOf(lowered, 'upload-artifacts')).toMatchObject({
      image: 'node',
      command: ['node', '-e', 'x'],
      computeResources: agent.computeResources,
      env: expect.arrayContaining(agent.env),
      volumeMounts: expect.arrayContaining([{ name: 'artifacts-agent', mountPath: '/var/artifacts/agent', readOnly: true }]),
    });
    expect(lowered.spec.volumes).toContainEqual({ name: 'artifacts-agent', configMap: { name: 'agent-1' } });
  });

  test('alone see credentials, the certificate authority and the claim', () => {
    const storage = { config: { backend: 'pvc' as const }, credentialsSecret: 'push', certificateAuthority: 'ca', claimName: 'store' };
    const lowered = lowerTask(task({ inputs: [input('source')], outputs: [output('app')], storage, agent }));
    const paths = ['/var/artifacts/credentials', '/var/artifacts/ca', '/var/artifacts/store', '/var/artifacts/config', '/var/artifacts/pod', '/var/artifacts/.scratch'];
    const mounted = (name: string) => paths.filter((path) => stepOf(lowered, name).volumeMounts?.some(({ mountPath }) => mountPath === path));
    expect([mounted('fetch-artifacts'), mounted('main'), mounted('upload-artifacts')]).toEqual([paths, [], paths]);
    expect(lowered.spec.volumes).toEqual(expect.arrayContaining([
      { name: 'artifacts-config', configMap: { name: 'config-artifact-storage', optional: true } },
      { name: 'artifacts-credentials', secret: { secretName: 'push', items: [{ key: '.dockerconfigjson', path: 'config.json' }] } },
      { name: 'artifacts-ca', configMap: { name: 'ca', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
      { name: 'artifacts-claim', persistentVolumeClaim: { claimName: 'store' } },
    ]));
    const { args = [], env } = stepOf(lowered, 'upload-artifacts');
    expect(env).toContainEqual({ name: 'DOCKER_CONFIG', value: '/var/artifacts/credentials' });
    expect(parseUploadArguments(args.slice(1))).toMatchObject({
      default: { backend: 'pvc' },
      claim: { name: 'store', path: '/var/artifacts/store' },
      credentialsSecret: 'push',
      certificateAuthority: '/var/artifacts/ca/ca.crt',
      config: '/var/artifacts/config',
      pod: '/var/artifacts/pod',
      scratch: '/var/artifacts/.scratch',
    });
  });

  const security = (profile: 'inherit' | 'restricted', spec: TaskModel['spec']) =>
    stepOf(lowerTask(task({ outputs: [output('app')], agent: { ...agent, security: { profile } }, spec })), 'upload-artifacts').securityContext;
  const runAs = (runAsUser: unknown) => ({ securityContext: { runAsUser } });

  test.each([
    ['inherit', 'no UID of the steps', [step('a')], undefined, undefined],
    ['restricted', 'no UID of the steps', [step('a')], undefined, 65532],
    ['restricted', 'the UID of the last step that has one', [step('a', runAs(1)), step('b', runAs(2)), step('c')], undefined, 2],
    ['inherit', 'the UID of the template', [step('a', runAs(1)), step('b')], runAs(3), 3],
    ['inherit', 'root', [step('a', runAs(0))], undefined, 0],
    ['inherit', 'a variable, which is no UID', [step('a', runAs('$(params.uid)'))], undefined, undefined],
  ] as const)('are hardened under profile %s with %s', (profile, _, steps, stepTemplate, uid) => {
    expect(security(profile, { steps, stepTemplate })).toEqual({
      ...uid === undefined ? {} : { runAsUser: uid },
      ...uid ? { runAsNonRoot: true } : {},
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
      seccompProfile: { type: 'RuntimeDefault' },
    });
  });

  test('take a security context of the author as it is', () => {
    const lowered = lowerTask(task({ outputs: [output('app')], agent: { ...agent, security: { profile: 'custom', context: { privileged: true } } } }));
    expect(stepOf(lowered, 'upload-artifacts').securityContext).toEqual({ privileged: true });
  });
});

test('the same model gives the same spec and is not changed', () => {
  const some = <T>(value: fc.Arbitrary<T>) => fc.array(value, { maxLength: 3 });
  const name = fc.constantFrom('a', 'b', 'c', 'artifacts', 'error', '1');
  const model = fc.record({
    inputs: some(fc.tuple(name, fc.constantFrom('object' as const, 'string' as const, 'list' as const), fc.boolean())),
    outputs: some(fc.tuple(name, fc.boolean(), fc.boolean(), fc.constantFrom('main', 'next', 'nope', undefined))),
    conditional: fc.boolean(),
    template: fc.boolean(),
  });
  fc.assert(fc.property(model, ({ inputs, outputs, conditional, template }) => {
    const given = deepFreeze(task({
      inputs: inputs.map(([each, codec, optional]) => input(each, { codec, optional })),
      outputs: outputs.map(([each, always, subject, by]) => output(each, { always, subject, step: by })),
      conditional,
      spec: { steps: [step('main', { env: [{ name: 'A', value: '1' }] }), step('next')], ...template ? { stepTemplate: { env: [{ name: 'A', value: '2' }] } } : {} },
    }));
    expect(JSON.stringify(lowerTask(given))).toBe(JSON.stringify(lowerTask(JSON.parse(JSON.stringify(given)) as TaskModel)));
  }));
});

function deepFreeze<T>(value: T): T {
  if (value !== null && typeof value === 'object') Object.values(Object.freeze(value)).forEach(deepFreeze);
  return value;
}
