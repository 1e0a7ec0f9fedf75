import { Chart, Duration, Testing } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { ArtifactKind, OutputType, ReferenceCodec, StorageHint, UploadPolicy } from '../../src/artifact';
import { ArtifactRef } from '../../src/artifact-ref';
import { ComputeResources } from '../../src/compute-resources';
import { ParamReference, ParamType } from '../../src/param';
import { sidecarOf, containerOf } from '../../src/synth/container';
import { inputModels, outputModels, paramSpecs, resultSpecs, workspaceSpecs } from '../../src/synth/declarations';
import { durationText } from '../../src/synth/duration';
import { podTemplateOf, stepSpecsOf } from '../../src/synth/run-template';
import { metadataOf, TektonObject } from '../../src/synth/tekton-object';
import { foreignReferences, referencesIn, toJson, valueProblem, volumeOf } from '../../src/synth/to-plain';
import { article, segment } from '../../src/synth/variable-text';

describe('declarations', () => {
  test('of artifacts have defaults', () => {
    expect(inputModels({ x: { kind: ArtifactKind.FILE } })).toEqual([{ name: 'x', kind: 'file', description: undefined, optional: false, codec: 'object', content: true }]);
    expect(outputModels({ x: { kind: ArtifactKind.DIRECTORY } })).toEqual([{
      name: 'x',
      kind: 'directory',
      description: undefined,
      type: 'content',
      mediaType: undefined,
      storage: undefined,
      subject: false,
      optional: false,
      codec: 'object',
      always: false,
      step: undefined,
    }]);
  });

  test('of artifacts are taken as they are', () => {
    expect(inputModels({ x: { kind: ArtifactKind.FILE, description: 'd', optional: true, codec: ReferenceCodec.LIST, content: false } }))
      .toEqual([{ name: 'x', kind: 'file', description: 'd', optional: true, codec: 'list', content: false }]);
    expect(outputModels({
      x: {
        kind: ArtifactKind.FILE,
        description: 'd',
        type: OutputType.REFERENCE,
        mediaType: 'a/b',
        storage: StorageHint.INLINE,
        subject: true,
        optional: true,
        codec: ReferenceCodec.STRING,
        upload: UploadPolicy.ALWAYS,
        step: 's',
      },
    })).toEqual([{
      name: 'x', kind: 'file', description: 'd', type: 'reference', mediaType: 'a/b', storage: 'inline', subject: true, optional: true, codec: 'string', always: true, step: 's',
    }]);
  });

  test('of params keep their defaults, empty ones too', () => {
    expect(paramSpecs({
      text: {},
      list: { type: ParamType.ARRAY, default: [] },
      blank: { default: '', enum: ['', 'x'] },
      map: { type: ParamType.OBJECT, properties: { key: {} }, description: 'd' },
    })).toEqual([
      { name: 'text', type: 'string' }, { name: 'list', type: 'array', default: [] }, { name: 'blank', type: 'string', default: '', enum: ['', 'x'] },
      { name: 'map', type: 'object', description: 'd', properties: { key: { type: 'string' } } },
    ]);
  });

  test('of results and workspaces', () => {
    expect(resultSpecs({ a: {}, b: { type: ParamType.OBJECT, properties: { key: {} }, value: '$(steps.x.results.y)', description: 'd' } })).toEqual([
      { name: 'a', type: 'string' },
      { name: 'b', type: 'object', description: 'd', properties: { key: { type: 'string' } }, value: '$(steps.x.results.y)' },
    ]);
    expect(workspaceSpecs({ w: { optional: true, mountPath: '/w' } })).toEqual([{ name: 'w', optional: true, mountPath: '/w' }]);
  });
});

describe('containers', () => {
  test('take env from texts, references and cdk8s-plus', () => {
    const chart = Testing.chart();
    const secret = kplus.Secret.fromSecretName(chart, 's', 'secret');
    const { env } = containerOf({
      image: 'x', env: { A: 'a', B: new ParamReference('p', ParamType.STRING, chart), C: kplus.EnvValue.fromSecretValue({ secret, key: 'k' }), D: kplus.EnvValue.fromValue('d') },
    });
    expect(env).toEqual([
      { name: 'A', value: 'a' }, { name: 'B', value: '$(params.p)' }, { name: 'C', valueFrom: expect.objectContaining({ secretKeyRef: { name: 'secret', key: 'k' } }) },
      { name: 'D', value: 'd' },
    ]);
  });

  test('are empty where nothing is set', () => {
    expect(containerOf({})).toEqual({});
  });

  test('take what Kubernetes has in its form', () => {
    const { k8s } = kplus;
    expect(sidecarOf('db', {
      command: ['x'],
      workingDir: '/w',
      envFrom: [kplus.Env.fromSecret(kplus.Secret.fromSecretName(Testing.chart(), 's', 'secret'))],
      volumeMounts: [{ name: 'v', mountPath: '/v' }],
      securityContext: { runAsUser: 1 },
      ports: [{ containerPort: 5432 }],
      readinessProbe: { httpGet: { port: k8s.IntOrString.fromNumber(1) } },
      lifecycle: { preStop: { exec: { command: ['y'] } } },
    })).toEqual({
      name: 'db',
      command: ['x'],
      workingDir: '/w',
      envFrom: [expect.objectContaining({ secretRef: { name: 'secret' } })],
      volumeMounts: [{ name: 'v', mountPath: '/v' }],
      securityContext: { runAsUser: 1 },
      ports: [{ containerPort: 5432 }],
      readinessProbe: { httpGet: { port: 1 } },
      lifecycle: { preStop: { exec: { command: ['y'] } } },
    });
  });

  test('run beside the steps as sidecars', () => {
    expect(sidecarOf('db', { image: 'postgres', args: ['-x'], script: 'y', workspaces: [{ workspace: 'w', mountPath: '/w' }].map(({ workspace, mountPath }) => ({ name: workspace, mountPath })) }))
      .toEqual({ name: 'db', image: 'postgres', args: ['-x'], script: 'y', workspaces: [{ name: 'w', mountPath: '/w' }] });
  });
});

describe('values', () => {
  const chart = Testing.chart();
  const own = new ParamReference('p', ParamType.STRING, chart);

  test('are texts, lists and objects of texts', () => {
    expect(toJson({ a: 1, b: [true, own, null], c: undefined, d: 'x' })).toEqual({ a: '1', b: ['true', '$(params.p)', 'null'], d: 'x' });
  });

  test.each<[string, unknown, string | undefined]>([
    ['a text', 'x', undefined],
    ['a number', 1, undefined],
    ['a reference', own, undefined],
    ['a list of them', ['x', own, false], undefined],
    ['an object of them', { a: 'x', b: own, c: undefined }, undefined],
    ['a class that has a text', ArtifactRef.of('registry.example/x', `sha256:${'a'.repeat(64)}`), undefined],
    ['null', null, 'to null, expected texts, a list or an object of texts'],
    ['undefined in a list', ['x', undefined], 'to undefined, expected'],
    ['a function', () => 'x', 'to a function, expected'],
    ['a list in a list', [['x']], 'to a list or an object within another one, expected'],
    ['an object in an object', { a: { b: 'c' } }, 'to a list or an object within another one, expected'],
    ['a map', new Map(), 'to an object of class Map, expected'],
  ])('%s may be one, or is told', (_name, value, problem) => {
    if (problem === undefined) expect(valueProblem(value)).toBeUndefined();
    else expect(valueProblem(value)).toContain(problem);
  });

  test('are searched for references, but not what has a class of its own', () => {
    expect(referencesIn({ a: [own], b: { c: own }, d: chart, e: null })).toEqual([own, own]);
    const other = new Chart(chart, 'other');
    expect(foreignReferences([own, new ParamReference('q', ParamType.STRING, other)], [chart]).map(String)).toEqual(['$(params.q)']);
  });

  test('a volume is that of Kubernetes', () => {
    expect(volumeOf(kplus.Volume.fromEmptyDir(chart, 'v', 'cache')).name).toBe('cache');
  });

  test('durations are seconds', () => {
    expect([durationText(Duration.minutes(1.5)), durationText(undefined)]).toEqual(['90s', undefined]);
  });

  test('a name with a dot stands in brackets', () => {
    expect([segment('a'), segment('a.b')]).toEqual(['.a', '["a.b"]']);
    expect([article(ParamType.STRING), article(ParamType.ARRAY), article(ParamType.OBJECT)]).toEqual(['a string', 'an array', 'an object']);
  });
});

describe('pod templates', () => {
  test('take env and volumes in the form of Kubernetes', () => {
    const secret = kplus.Secret.fromSecretName(Testing.chart(), 's', 'pull');
    const same = {
      nodeSelector: { a: 'b' },
      tolerations: [{ key: 'k' }],
      affinity: { nodeAffinity: {} },
      securityContext: { fsGroup: 1 },
      topologySpreadConstraints: [{ maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'ScheduleAnyway' }],
      volumes: [{ name: 'v', emptyDir: {} }],
      dnsConfig: { nameservers: ['1.1.1.1'] },
      hostAliases: [{ ip: '127.0.0.1', hostnames: ['x'] }],
    };
    expect(podTemplateOf({ ...same, env: { A: 'a' }, imagePullSecrets: [secret] }))
      .toEqual({ ...same, env: [{ name: 'A', value: 'a' }], imagePullSecrets: [{ name: 'pull' }] });
    const computeResources = ComputeResources.of({ requests: { cpu: '1m' } });
    expect(stepSpecsOf({ build: { computeResources } })).toEqual([{ name: 'build', computeResources: { requests: { cpu: '1m' } } }]);
    expect([podTemplateOf(undefined), stepSpecsOf(undefined)]).toEqual([undefined, undefined]);
  });
});

describe('objects', () => {
  const object = (metadata: object) => {
    const chart = Testing.chart();
    new TektonObject(chart, 'x', {
      apiVersion: 'v1', kind: 'K', metadata, spec: () => ({ late: 'spec' }), annotations: () => ({ late: 'a', own: 'late' }), labels: () => ({ late: 'l', own: 'late' }),
    });
    return Testing.synth(chart)[0];
  };

  test('have annotations and labels of synth, and the author wins', () => {
    expect(object({ name: 'n', annotations: { own: 'author' }, labels: { own: 'author' } })).toEqual({
      apiVersion: 'v1',
      kind: 'K',
      spec: { late: 'spec' },
      metadata: { name: 'n', annotations: { own: 'author', late: 'a' }, labels: { own: 'author', late: 'l' } },
    });
  });

  test('need nothing of synth', () => {
    const chart = Testing.chart();
    new TektonObject(chart, 'x', { apiVersion: 'v1', kind: 'K', metadata: { name: 'n' }, spec: () => ({}) });
    expect(Testing.synth(chart)[0]).toEqual({ apiVersion: 'v1', kind: 'K', metadata: { name: 'n' }, spec: {} });
  });

  test('are named by their id unless the author names them', () => {
    const chart = new Chart(Testing.app(), 'ci');
    expect(metadataOf(new Chart(chart, 'build.x'), 'task', undefined)).toEqual({ name: 'build.x' });
    expect(metadataOf(new Chart(chart, 'Build'), 'task', { name: 'build', labels: {} })).toEqual({ name: 'build', labels: {} });
  });

  test.each(['Build', '-build', 'build.', 'b'.repeat(64)])('fail for the name %s', (name) => {
    expect(() => metadataOf(new Chart(Testing.app(), 'ci'), 'task', { name }))
      .toThrow(`task 'ci' would be named '${name}', expected lower-case letters, digits, '-' and '.', at most 63: use another id or set metadata: { name: '...' }`);
  });
});
