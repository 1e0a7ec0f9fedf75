import { App, Chart, Size } from 'cdk8s';
import { ConfigMap, EmptyDirMedium, ImagePullPolicy, PersistentVolumeClaim, Secret } from 'cdk8s-plus-27';
import type { ISecret } from 'cdk8s-plus-27';
import type { Construct } from 'constructs';
import {
  Artifact, ArtifactAgent, ArtifactRef, ArtifactStorage, ArtifactStorageConfig, ComputeResources, Pipeline, PipelineRun,
  S3Encryption, SecurityProfile, Task, TaskRun,
} from 'cdk8s-tekton';
import type { TaskProps } from 'cdk8s-tekton';
import { chartOf, objectOf, objectsOf, problemsOf } from './support';

const REPOSITORY = 'tekton.dev/artifact-storage-oci-repository';
const DIGEST = `sha256:${'a'.repeat(64)}`;

interface StepManifest {
  readonly name: string;
  readonly image: string;
  readonly command: readonly string[];
  readonly args: readonly string[];
  readonly env: readonly { readonly name: string; readonly value: string }[];
  readonly computeResources: object;
  readonly securityContext: object;
}

function oci(repository: string): ArtifactStorage {
  return ArtifactStorage.oci({ repository: `registry.example.com/${repository}` });
}

function producer(scope: Construct, props: TaskProps = {}): Task {
  const task = new Task(scope, 'produce', { outputs: { app: Artifact.file() }, ...props });
  task.addStep('produce', { image: 'busybox', args: [task.output('app').path] });
  return task;
}

/** The step that stores what `producer()` wrote. */
function uploadOf(chart: Chart): StepManifest {
  const steps = objectOf(chart, 'Task', 'produce').spec.steps as StepManifest[];
  return steps[steps.length - 1];
}

function pipelineOf(chart: Chart, task = producer(chart)): Pipeline {
  const pipeline = new Pipeline(chart, 'pipeline');
  pipeline.addOutput('app', pipeline.addTask('produce', task).output('app'));
  return pipeline;
}

describe('levels of the storage', () => {
  test('on the App it is the default that the injected steps carry', () => {
    const app = new App();
    oci('cluster').applyTo(app);
    const chart = new Chart(app, 'ci');
    pipelineOf(chart);
    expect(problemsOf(chart)).toEqual([]);
    expect(uploadOf(chart).args).toContain('--default={"backend":"oci","oci.repository":"registry.example.com/cluster"}');
    expect(objectsOf(chart).some(({ metadata }) => metadata.name === 'config-artifact-storage')).toBe(false);
  });

  test('on a Chart it is the ConfigMap of the namespace', () => {
    const chart = chartOf();
    oci('team').applyTo(chart);
    pipelineOf(chart);
    const config = objectOf(chart, 'ConfigMap', 'config-artifact-storage');
    expect(config.metadata.labels).toEqual({ 'tekton.dev/config-type': 'artifact-storage' });
    expect(config.data).toEqual({ 'backend': 'oci', 'oci.repository': 'registry.example.com/team' });
    expect(objectOf(chart, 'Pipeline', 'pipeline').metadata.annotations).toBeUndefined();
  });

  test('on a Pipeline, a PipelineRun, a Task and a TaskRun it is an annotation', () => {
    const chart = chartOf();
    const task = producer(chart);
    const pipeline = pipelineOf(chart, task);
    const run = new PipelineRun(chart, 'run', { pipeline });
    const taskRun = new TaskRun(chart, 'task-run', { task });
    oci('pipeline').applyTo(pipeline);
    oci('run').applyTo(run);
    oci('task').applyTo(task);
    oci('task-run').applyTo(taskRun);
    expect(problemsOf(chart)).toEqual([]);
    const repositories = objectsOf(chart).map(({ metadata }) => metadata.annotations?.[REPOSITORY]).filter(Boolean);
    expect(repositories).toEqual(['task', 'pipeline', 'run', 'task-run'].map((name) => `registry.example.com/${name}`));
  });

  test('a Pipeline with a storage of its own needs none on its Chart', () => {
    const chart = chartOf();
    const pipeline = pipelineOf(chart);
    oci('pipeline').applyTo(pipeline);
    expect(problemsOf(chart)).toEqual([]);
  });

  test('an embedded Pipeline hands its storage to the run that takes it up, unless that has its own', () => {
    const chart = chartOf();
    const task = producer(chart, { embedded: true });
    const pipeline = new Pipeline(chart, 'embedded', { embedded: true, metadata: { labels: { tier: 'ci' } } });
    pipeline.addTask('produce', task);
    oci('pipeline').applyTo(pipeline);
    new PipelineRun(chart, 'one', { pipeline });
    oci('two').applyTo(new PipelineRun(chart, 'two', { pipeline }));
    expect(objectOf(chart, 'PipelineRun', 'one').metadata).toMatchObject({ labels: { tier: 'ci' }, annotations: { [REPOSITORY]: 'registry.example.com/pipeline' } });
    expect(objectOf(chart, 'PipelineRun', 'two').metadata.annotations).toMatchObject({ [REPOSITORY]: 'registry.example.com/two' });
  });

  test('an annotation that the author wrote stays', () => {
    const chart = chartOf();
    const pipeline = new Pipeline(chart, 'pipeline', { metadata: { annotations: { [REPOSITORY]: 'registry.example.com/mine' } } });
    pipeline.addTask('produce', producer(chart));
    oci('other').applyTo(pipeline);
    expect(objectOf(chart, 'Pipeline', 'pipeline').metadata.annotations).toMatchObject({ [REPOSITORY]: 'registry.example.com/mine' });
  });

  test('fails for a second storage on one scope', () => {
    const chart = chartOf();
    oci('one').applyTo(chart);
    expect(() => oci('two').applyTo(chart)).toThrow("'ci' has artifact storage already, apply one only");
  });

  test('fails for two Charts of one namespace with different storages', () => {
    const app = new App();
    for (const name of ['one', 'two']) oci(name).applyTo(new Chart(app, name, { namespace: 'ci' }));
    expect(problemsOf(app)).toContain(
      "'one/config-artifact-storage' and 'two/config-artifact-storage' say different things in the one ConfigMap 'config-artifact-storage' of namespace 'ci': "
      + 'give the charts the same storage or namespaces of their own');
  });

  test('fails for consumed content and no storage, or a disabled one', () => {
    const nothing = chartOf();
    pipelineOf(nothing);
    const disabled = chartOf();
    ArtifactStorage.disabled().applyTo(disabled);
    pipelineOf(disabled);
    for (const [chart, why] of [[nothing, 'no artifact storage is configured'], [disabled, "artifact storage is disabled (enabled: 'false')"]] as const) {
      expect(problemsOf(chart)).toEqual([expect.stringContaining(
        `task 'produce' of pipeline 'ci/pipeline' has output 'app', which others consume, and ${why}: call `)]);
    }
  });

  test('a ConfigMap that others keep is enough', () => {
    const chart = chartOf();
    ArtifactStorage.fromConfigMap().applyTo(chart);
    pipelineOf(chart);
    expect(problemsOf(chart)).toEqual([]);
    expect(objectsOf(chart).map(({ metadata }) => metadata.name)).not.toContain('config-artifact-storage');
  });

  test('fails for a ConfigMap with a key or a value that runs would refuse', () => {
    const chart = chartOf();
    expect(() => new ArtifactStorageConfig(chart, 'one', { data: { bucket: 'x' } })).toThrow("artifact storage config 'ci/one' has unknown key 'bucket'");
    expect(() => ArtifactStorage.oci({ repository: 'https://registry.example.com/x' })).toThrow('without scheme, tag or digest');
    expect(() => ArtifactStorage.oci({ repository: 'registry.example.com/x', inlineThreshold: 5000 })).toThrow('expected at most 2048 bytes');
  });
});

describe('storages of tasks that exchange artifacts', () => {
  function pairOf(chart: Chart): { readonly produce: Task; readonly consume: Task; readonly pipeline: Pipeline } {
    const produce = producer(chart);
    const consume = new Task(chart, 'consume', { inputs: { app: Artifact.file() } });
    consume.addStep('read', { image: 'busybox', args: [consume.input('app').path] });
    const pipeline = new Pipeline(chart, 'pipeline');
    const produced = pipeline.addTask('produce', produce);
    pipeline.addTask('consume', consume, { inputs: { app: produced.output('app') } });
    return { produce, consume, pipeline };
  }
  const secret = (chart: Chart) => Secret.fromSecretName(chart, 'secret', 'keys');
  const minio = (chart: Chart) => ArtifactStorage.s3({ bucket: 'artifacts', endpoint: 'https://minio.example.com', credentials: secret(chart) });

  test('fails for a bucket with keys on one Task and a registry for the others', () => {
    const chart = chartOf();
    const { produce } = pairOf(chart);
    oci('team').applyTo(chart);
    minio(chart).applyTo(produce);
    expect(problemsOf(chart)).toEqual([
      "task 'consume' of pipeline 'ci/pipeline' binds input 'app' to output 'app' of task 'produce': task 'ci/produce' stores it in s3 'artifacts', "
      + "and task 'ci/consume', which uses oci 'registry.example.com/team', would ask Amazon's server for it instead of 'https://minio.example.com': "
      + 'apply one ArtifactStorage to both, or to their Chart',
    ]);
  });

  test('one storage for both Tasks is fine, on each of them or above them', () => {
    const apart = chartOf();
    const { produce, consume } = pairOf(apart);
    oci('team').applyTo(apart);
    const storage = minio(apart);
    storage.applyTo(produce);
    storage.applyTo(consume);
    const together = chartOf();
    pairOf(together);
    minio(together).applyTo(together);
    const app = new App();
    const inherited = new Chart(app, 'ci');
    pairOf(inherited);
    minio(inherited).applyTo(app);
    expect([apart, together, inherited].map(problemsOf)).toEqual([[], [], []]);
  });

  test('repositories of one registry are fine', () => {
    const chart = chartOf();
    const { produce, consume } = pairOf(chart);
    ArtifactStorage.oci({ repository: 'registry.example.com/one', credentials: secret(chart) }).applyTo(produce);
    oci('two').applyTo(consume);
    expect(problemsOf(chart)).toEqual([]);
  });

  test('a ConfigMap that others keep may say what is missing', () => {
    const chart = chartOf();
    const { produce } = pairOf(chart);
    ArtifactStorage.fromConfigMap().applyTo(chart);
    minio(chart).applyTo(produce);
    expect(problemsOf(chart)).toEqual([]);
  });

  test('a ConfigMap that the Chart writes itself counts as any other', () => {
    const chart = chartOf();
    const { produce } = pairOf(chart);
    new ArtifactStorageConfig(chart, 'config', { data: { 'backend': 's3', 's3.bucket': 'others', 's3.endpoint': 'https://minio.example.com' } });
    ArtifactStorage.s3({ bucket: 'artifacts', endpoint: 'https://minio.example.com' }).applyTo(produce);
    expect(problemsOf(chart)).toEqual([]);
  });

  test('what the Pipeline says is stronger than what its Tasks say', () => {
    const chart = chartOf();
    const { produce, pipeline } = pairOf(chart);
    minio(chart).applyTo(produce);
    oci('pipeline').applyTo(pipeline);
    expect(problemsOf(chart)).toEqual([]);
  });

  test('fails for keys that the Pipeline names and its Tasks do not mount', () => {
    const chart = chartOf();
    const { pipeline } = pairOf(chart);
    oci('team').applyTo(chart);
    minio(chart).applyTo(pipeline);
    expect(problemsOf(chart)).toEqual(['produce', 'consume'].map((name) =>
      `task '${name}' of pipeline 'ci/pipeline' is to use the Secret 'keys' (s3.credentialsSecret), which task 'ci/${name}' does not mount: `
      + 'apply that storage to the Task too, or to its Chart'));
  });

  test('fails for a claim that a Task of another Chart does not mount', () => {
    const app = new App();
    const lib = new Chart(app, 'lib', { namespace: 'ci' });
    const chart = new Chart(app, 'ci', { namespace: 'ci' });
    ArtifactStorage.pvc({ claim: PersistentVolumeClaim.fromClaimName(chart, 'claim', 'store') }).applyTo(chart);
    pipelineOf(chart, producer(lib));
    expect(problemsOf(chart)).toEqual([
      "task 'produce' of pipeline 'ci/pipeline' is to use the claim 'store' (pvc.claimName), which task 'lib/produce' does not mount: "
      + 'apply that storage to the Task too, or to its Chart',
    ]);
  });
});

describe('a certificate authority that only the Task which stores has', () => {
  function problemsWith(agent: ArtifactAgent | undefined): string[] {
    const app = new App();
    const [chart, others] = ['ci', 'lib'].map((id) => new Chart(app, id, { namespace: 'ci' }));
    ArtifactStorage.oci({ repository: 'registry.example.com/x', certificateAuthority: ConfigMap.fromConfigMapName(chart, 'ca', 'registry-ca') }).applyTo(chart);
    agent?.applyTo(others);
    const consumer = new Task(others, 'consume', { inputs: { app: Artifact.file() } });
    consumer.addStep('read', { image: 'busybox', args: [consumer.input('app').path] });
    const pipeline = new Pipeline(chart, 'pipeline');
    const stored = pipeline.addTask('produce', producer(chart)).output('app');
    pipeline.addTask('consume', consumer, { inputs: { app: stored } });
    return problemsOf(chart);
  }

  test('fails at synth', () => {
    expect(problemsWith(undefined)).toEqual([expect.stringContaining("does not trust the certificate authority 'registry-ca'")]);
    expect(problemsWith(ArtifactAgent.bundled({ env: { HTTPS_PROXY: 'http://proxy' } }))).toHaveLength(1);
  });

  test.each([
    ['an environment', ArtifactAgent.bundled({ env: { NODE_EXTRA_CA_CERTS: '/etc/ssl/company.pem' } })],
    ['an image of Node', ArtifactAgent.bundled({ nodeImage: 'registry.example.com/node:24' })],
    ['an image of the agent', ArtifactAgent.image('registry.example.com/agent:1')],
  ])('is left to the run where %s may bring it', (_name, agent) => {
    expect(problemsWith(agent)).toEqual([]);
  });
});

describe('what the storage brings into a Task', () => {
  test('credentials and certificates are mounted into the injected steps only', () => {
    const chart = chartOf();
    ArtifactStorage.oci({
      repository: 'registry.example.com/x',
      credentials: Secret.fromSecretName(chart, 'secret', 'push'),
      certificateAuthority: ConfigMap.fromConfigMapName(chart, 'ca', 'registry-ca'),
      plainHttp: false,
      tagPattern: '{{namespace}}-{{artifact}}',
    }).applyTo(chart);
    producer(chart);
    const { spec } = objectOf(chart, 'Task', 'produce');
    const mounts = (spec.steps as { volumeMounts: { name: string }[] }[]).map((step) => step.volumeMounts.map(({ name }) => name));
    expect(mounts[0]).toEqual(['artifacts']);
    expect(mounts[1]).toEqual(expect.arrayContaining(['artifacts-credentials', 'artifacts-ca']));
    expect(spec.volumes).toEqual(expect.arrayContaining([
      expect.objectContaining({ secret: expect.objectContaining({ secretName: 'push' }) }),
      expect.objectContaining({ configMap: expect.objectContaining({ name: 'registry-ca' }) }),
    ]));
  });

  test.each([
    ['s3', (credentials: ISecret) => ArtifactStorage.s3({ bucket: 'bucket', credentials, encryption: S3Encryption.KMS, kmsKeyId: 'alias/key' }), {
      's3.bucket': 'bucket', 's3.encryption': 'aws:kms', 's3.kmsKeyId': 'alias/key',
    }],
    ['gcs', (credentials: ISecret) => ArtifactStorage.gcs({ bucket: 'bucket', credentials, credentialsKey: 'key.json', endpoint: 'https://gcs.example.com' }), {
      'gcs.bucket': 'bucket', 'gcs.endpoint': 'https://gcs.example.com', 'gcs.credentialsKey': 'key.json',
    }],
    ['azure', (credentials: ISecret) => ArtifactStorage.azureBlob({ accountName: 'account', container: 'container', credentials, encryptionScope: 'scope' }), {
      'azure.container': 'container', 'azure.accountName': 'account', 'azure.encryptionScope': 'scope',
    }],
    ['http', (credentials: ISecret) => ArtifactStorage.http({ url: 'https://store.example.com', credentials }), { 'http.url': 'https://store.example.com' }],
  ])('the keys of a Secret for %s reach the injected steps only, and their plan', (backend, storage, data) => {
    const chart = chartOf();
    const chosen = storage(Secret.fromSecretName(chart, 'secret', 'keys'));
    chosen.applyTo(chart);
    producer(chart);
    expect(String(chosen)).toBe(Object.values(data)[0]);
    expect(objectOf(chart, 'ConfigMap', 'config-artifact-storage').data).toEqual({ backend, ...data, [`${backend}.credentialsSecret`]: 'keys' });
    const { spec } = objectOf(chart, 'Task', 'produce');
    const mounts = (spec.steps as { volumeMounts: { name: string }[] }[]).map((step) => step.volumeMounts.map(({ name }) => name));
    expect(mounts[0]).toEqual(['artifacts']);
    expect(mounts[1]).toContain('artifacts-credentials');
    expect(spec.volumes).toContainEqual({ name: 'artifacts-credentials', secret: { secretName: 'keys' } });
    expect(uploadOf(chart).args).toEqual(expect.arrayContaining(['--credentialsSecret=keys', '--credentials=/var/artifacts/credentials']));
    // registries that references lead to are still reached as without
    expect(uploadOf(chart).env).toContainEqual({ name: 'DOCKER_CONFIG', value: '$(credentials.path)/.docker' });
  });

  test('without a Secret nothing is mounted: the identity of the ServiceAccount counts', () => {
    const chart = chartOf();
    ArtifactStorage.s3({ bucket: 'bucket', region: 'eu-central-1', prefix: 'a/{{namespace}}', keyPattern: '{{taskrun}}/{{artifact}}', pathStyle: false }).applyTo(chart);
    producer(chart);
    expect(objectOf(chart, 'ConfigMap', 'config-artifact-storage').data).toEqual({
      'backend': 's3', 's3.bucket': 'bucket', 's3.region': 'eu-central-1', 's3.prefix': 'a/{{namespace}}', 's3.keyPattern': '{{taskrun}}/{{artifact}}', 's3.pathStyle': 'false',
    });
    expect(JSON.stringify(objectOf(chart, 'Task', 'produce'))).not.toContain('credentialsSecret');
  });

  test('fails where a storage is incomplete or its values cannot be right', () => {
    expect(() => ArtifactStorage.s3({ bucket: 's3://bucket' })).toThrow("artifact storage has s3.bucket 's3://bucket': expected the name of a bucket");
    expect(() => ArtifactStorage.s3({ bucket: '' })).toThrow("artifact storage is incomplete: backend 's3' needs the key 's3.bucket'");
    expect(() => ArtifactStorage.azureBlob({ accountName: '', container: 'abc' })).toThrow("backend 'azure' needs the key 'azure.accountName'");
    expect(() => ArtifactStorage.http({ url: 'store.example.com' })).toThrow("expected 'https://<host>[:port][/path]'");
    expect(() => ArtifactStorage.gcs({ bucket: 'bucket', prefix: '{{artifact}}' })).toThrow("unknown variable '{{artifact}}'");
  });

  test('a claim is mounted for the PVC backend', () => {
    const chart = chartOf();
    ArtifactStorage.pvc({ claim: PersistentVolumeClaim.fromClaimName(chart, 'claim', 'store'), basePath: '/a' }).applyTo(chart);
    producer(chart);
    expect(objectOf(chart, 'ConfigMap', 'config-artifact-storage').data).toEqual({ 'backend': 'pvc', 'pvc.claimName': 'store', 'pvc.basePath': '/a' });
    expect(objectOf(chart, 'Task', 'produce').spec.volumes).toContainEqual({ name: 'artifacts-claim', persistentVolumeClaim: { claimName: 'store' } });
  });

  test('a directory is for runs on this machine', () => {
    const chart = chartOf();
    ArtifactStorage.directory({ path: '/tmp/store' }).applyTo(chart);
    expect(objectOf(chart, 'ConfigMap', 'config-artifact-storage').data).toEqual({ 'backend': 'directory', 'directory.path': '/tmp/store' });
  });
});

describe('the agent', () => {
  test('travels in an immutable ConfigMap that its content names, one for each chart', () => {
    const chart = chartOf();
    producer(chart);
    const consumer = new Task(chart, 'consume', { inputs: { app: Artifact.file() } });
    consumer.addStep('read', { image: 'busybox', args: [consumer.input('app').path] });
    const [agent, ...others] = objectsOf(chart).filter(({ kind }) => kind === 'ConfigMap');
    expect(others).toEqual([]);
    expect(agent.metadata.name).toMatch(/^artifact-agent-[0-9a-f]{12}$/);
    expect(agent.immutable).toBe(true);
    expect(Buffer.from((agent.binaryData as { [key: string]: string })['agent.js.gz'], 'base64').length).toBeLessThan(190_000);
    expect(uploadOf(chart).image).toBe('node:24-bookworm-slim');
  });

  test('is an image where one is given, with env and resources of its own', () => {
    const chart = chartOf();
    ArtifactAgent.image('registry.example.com/agent:1', {
      env: { HTTPS_PROXY: 'http://proxy:3128' }, computeResources: ComputeResources.of({ limits: { memory: '1Gi' } }),
    }).applyTo(chart);
    producer(chart);
    const upload = uploadOf(chart);
    expect(upload).toMatchObject({ image: 'registry.example.com/agent:1', command: ['node', '/agent/agent.js'], computeResources: { limits: { memory: '1Gi' } } });
    expect(upload.env).toContainEqual({ name: 'HTTPS_PROXY', value: 'http://proxy:3128' });
    expect(objectsOf(chart).map(({ kind }) => kind)).toEqual(['Task']);
  });

  test('has a ConfigMap that a tool is told not to prune', () => {
    const chart = chartOf();
    const annotations = { 'argocd.argoproj.io/sync-options': 'Prune=false' };
    ArtifactAgent.bundled({ configMapAnnotations: annotations }).applyTo(chart);
    producer(chart);
    const consumer = new Task(chart, 'consume', { inputs: { app: Artifact.file() } });
    consumer.addStep('read', { image: 'busybox', args: [consumer.input('app').path] });
    expect(objectsOf(chart).filter(({ kind }) => kind === 'ConfigMap').map(({ metadata }) => metadata.annotations)).toEqual([annotations]);
  });

  test('pulls its image and limits its volume as it is told', () => {
    const chart = chartOf();
    ArtifactAgent.bundled({
      imagePullPolicy: ImagePullPolicy.ALWAYS, emptyDir: { sizeLimit: Size.gibibytes(2), medium: EmptyDirMedium.MEMORY },
    }).applyTo(chart);
    producer(chart);
    expect(uploadOf(chart)).toMatchObject({ imagePullPolicy: 'Always' });
    expect(objectOf(chart, 'Task', 'produce').spec.volumes).toContainEqual({ name: 'artifacts', emptyDir: { sizeLimit: '2048Mi', medium: 'Memory' } });
  });

  test('leaves both to the cluster where it is not told', () => {
    const chart = chartOf();
    ArtifactAgent.bundled({ emptyDir: { medium: EmptyDirMedium.DEFAULT } }).applyTo(chart);
    producer(chart);
    expect(uploadOf(chart)).not.toHaveProperty('imagePullPolicy');
    expect(objectOf(chart, 'Task', 'produce').spec.volumes).toContainEqual({ name: 'artifacts', emptyDir: {} });
  });

  test('the nearest one wins', () => {
    const app = new App();
    ArtifactAgent.image('far:1').applyTo(app);
    const chart = new Chart(app, 'ci');
    ArtifactAgent.bundled({ nodeImage: 'near:1' }).applyTo(chart);
    producer(chart);
    expect(uploadOf(chart).image).toBe('near:1');
  });

  test('fails when it comes after a Task with artifacts', () => {
    const chart = chartOf();
    producer(chart);
    expect(() => ArtifactAgent.image('late:1').applyTo(chart)).toThrow(
      "'ci/produce' was made before an artifact agent was applied to 'ci', apply it before anything below uses artifacts");
  });

  test.each([
    ['INHERIT', SecurityProfile.INHERIT, undefined],
    ['RESTRICTED', SecurityProfile.RESTRICTED, 65532],
  ])('profile %s is hardened for Pod Security restricted', (_name, securityProfile, runAsUser) => {
    const chart = chartOf();
    ArtifactAgent.bundled({ securityProfile }).applyTo(chart);
    producer(chart);
    expect(uploadOf(chart).securityContext).toEqual({
      ...runAsUser === undefined ? {} : { runAsUser, runAsNonRoot: true },
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
      seccompProfile: { type: 'RuntimeDefault' },
    });
  });

  test('a custom profile is taken as it is', () => {
    const chart = chartOf();
    ArtifactAgent.bundled({ securityProfile: SecurityProfile.custom({ runAsUser: 7 }) }).applyTo(chart);
    producer(chart);
    expect(uploadOf(chart).securityContext).toEqual({ runAsUser: 7 });
  });
});

describe('references that a run is given', () => {
  test('two parts or one text', () => {
    const ref = ArtifactRef.parse(`oci:registry.example.com/x@${DIGEST}`);
    expect([ref.uri, ref.digest]).toEqual(['registry.example.com/x', DIGEST]);
    expect(ArtifactRef.parse(ref.toString())).toEqual(ArtifactRef.of('registry.example.com/x', DIGEST));
  });

  test.each(['registry.example.com/x', 'oci:registry.example.com/x@sha256:abc', ''])('fails for %j', (text) => {
    expect(() => ArtifactRef.parse(text)).toThrow();
  });
});
