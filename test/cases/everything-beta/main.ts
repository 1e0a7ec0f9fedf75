import type { App } from 'cdk8s';
import { Chart, Duration, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import {
  ComputeResources, ContextVariable, definePipeline, defineTask, OnError, Param, PipelineRun,
  Resolver, Result, StepAction, TaskRun, When, WorkspaceBinding,
} from 'cdk8s-tekton';

/** All of Tekton v1.0 that is no alpha feature, in Tekton's own words. */
export function build(app: App): void {
  const chart = new Chart(app, 'everything', { namespace: 'ci', labels: { 'app.kubernetes.io/part-of': 'everything' } });
  const configMap = kplus.ConfigMap.fromConfigMapName(chart, 'settings', 'settings');
  const secret = kplus.Secret.fromSecretName(chart, 'token', 'token');
  const serviceAccount = kplus.ServiceAccount.fromServiceAccountName(chart, 'builder', 'builder');
  const claim = kplus.PersistentVolumeClaim.fromClaimName(chart, 'cache', 'cache');
  const cache = kplus.Volume.fromPersistentVolumeClaim(chart, 'cache-volume', claim, { name: 'cache' });

  const task = defineTask(chart, 'everything', {
    metadata: { labels: { tier: 'ci' }, annotations: { 'example.com/owner': 'ann' } },
    displayName: 'Everything',
    description: 'All that a Task can say',
    params: {
      text: Param.string({ description: 'A text', default: 'hello' }),
      list: Param.array({ default: ['a', 'b'] }),
      nothing: Param.array({ default: [] }),
      repository: Param.object({ properties: { url: {}, revision: {} }, default: { url: 'https://example.com/r.git', revision: 'main' } }),
    },
    results: {
      'text': Result.string({ description: 'A text' }),
      'list': Result.array(),
      'image': Result.object({ properties: { name: {}, digest: {} } }),
      'from-step': Result.string({ value: '$(steps.first.results.greeting)' }),
    },
    workspaces: {
      source: { description: 'The source', mountPath: '/src' },
      settings: { readOnly: true, optional: true },
      private: {},
    },
    stepTemplate: {
      image: 'busybox:1.37',
      env: { CI: 'true' },
      computeResources: ComputeResources.of({ requests: { memory: '32Mi' } }),
    },
    volumes: [
      { name: 'scratch', emptyDir: { sizeLimit: kplus.k8s.Quantity.fromString('1Gi') } },
      { name: 'disk', persistentVolumeClaim: { claimName: 'block' } },
    ],
  });
  const first = task.addStep('first', {
    image: 'busybox:1.37',
    imagePullPolicy: kplus.ImagePullPolicy.IF_NOT_PRESENT,
    env: {
      TEXT: task.params.text,
      FIRST: task.params.list.at(0),
      URL: task.params.repository.key('url'),
      RUN: ContextVariable.TASK_RUN_NAME,
      MODE: kplus.EnvValue.fromConfigMap(configMap, 'mode'),
      TOKEN: kplus.EnvValue.fromSecretValue({ secret, key: 'token' }),
      // In the script itself Tekton v1.0 refuses results of the Task when the step has results of its own.
      TEXT_RESULT: task.results.text.path,
      LIST_RESULT: task.results.list.path,
      IMAGE_RESULT: task.results.image.path,
      NODE: kplus.EnvValue.fromFieldRef(kplus.EnvFieldPaths.NODE_NAME),
    },
    envFrom: [kplus.Env.fromConfigMap(configMap, 'SETTINGS_'), kplus.Env.fromSecret(secret)],
    workingDir: task.workspaces.source.path,
    script: `#!/bin/sh -e
echo "$TEXT" | tee $(step.results.greeting.path) "$TEXT_RESULT"
printf '["x","y"]' > "$LIST_RESULT"
printf '{"name":"i","digest":"d"}' > "$IMAGE_RESULT"
`,
    results: { greeting: Result.string({ description: 'What was said' }), words: Result.array(), parts: Result.object({ properties: { a: {} } }) },
    computeResources: ComputeResources.fromContainerResources({
      cpu: { request: kplus.Cpu.millis(100), limit: kplus.Cpu.units(1) },
      memory: { request: Size.mebibytes(64), limit: Size.gibibytes(1) },
      ephemeralStorage: { request: Size.gibibytes(1) },
    }),
    securityContext: { runAsUser: 1000, runAsNonRoot: true, allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
    volumeMounts: [{ name: 'scratch', mountPath: '/scratch' }],
    volumeDevices: [{ name: 'disk', devicePath: '/dev/block' }],
    timeout: Duration.minutes(5),
    onError: OnError.CONTINUE,
    workspaces: [{ name: 'private', mountPath: '/private' }],
  });
  first.mount('/cache', cache, { subPath: 'everything', readOnly: true });
  task.addStep('second', {
    command: ['echo'],
    args: [task.params.list, first.result('greeting'), task.workspaces.settings.bound],
    when: [When.isIn(first.result('greeting'), ['hello']), When.notIn(task.params.text, ['bye'])],
  });
  const action = new StepAction(chart, 'action', {
    description: 'Says something',
    image: 'busybox:1.37',
    params: { what: Param.string(), who: Param.array({ default: ['you'] }) },
    results: { said: Result.string() },
    command: ['echo'],
    args: ['$(params.what)'],
    workingDir: '/tmp',
    env: { WHAT: '$(params.what)' },
    securityContext: { runAsUser: 1000 },
    volumeMounts: [{ name: '$(params.what)', mountPath: '/said' }],
  });
  task.addStep('third', { ref: action, params: { what: 'scratch', who: task.params.list } });
  task.addStep('fourth', { ref: StepAction.fromResolver(chart, 'fetched', Resolver.http('https://example.com/action.yaml')), timeout: Duration.seconds(30) });
  task.addSidecar('database', {
    image: 'postgres:17',
    env: { POSTGRES_PASSWORD: kplus.EnvValue.fromSecretValue({ secret, key: 'password' }) },
    ports: [{ containerPort: 5432, name: 'sql' }],
    readinessProbe: { exec: { command: ['pg_isready'] }, periodSeconds: 1 },
    livenessProbe: { tcpSocket: { port: kplus.k8s.IntOrString.fromNumber(5432) } },
    startupProbe: { httpGet: { path: '/up', port: kplus.k8s.IntOrString.fromString('sql') }, failureThreshold: 30 },
    lifecycle: { preStop: { exec: { command: ['pg_ctl', 'stop'] } } },
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'FallbackToLogsOnError',
    stdin: true,
    stdinOnce: true,
    tty: true,
    workspaces: [{ name: 'private' }],
  });
  task.addSidecar('proxy', { image: 'busybox:1.37', script: '#!/bin/sh\nsleep 3600\n', volumeMounts: [{ name: 'scratch', mountPath: '/scratch' }] });

  const small = defineTask(chart, 'small', {
    params: { value: Param.string({ default: '' }), arch: Param.string({ default: '' }) },
    results: { out: Result.string() },
  });
  small.addStep('run', { image: 'busybox:1.37', env: { VALUE: small.params.value, ARCH: small.params.arch }, script: `printf %s "$VALUE" > ${small.results.out.path}\n` });

  const pipeline = definePipeline(chart, 'everything-pipeline', {
    metadata: { name: 'everything' },
    displayName: 'Everything',
    description: 'All that a Pipeline can say',
    params: {
      text: Param.string({ default: 'hello' }),
      archs: Param.array({ default: ['amd64', 'arm64'] }),
      repository: Param.object({ properties: { url: {}, revision: {} } }),
    },
    workspaces: { shared: { description: 'Between tasks' }, extra: { optional: true } },
  });
  const all = pipeline.addTask('all', task, {
    displayName: 'All of it',
    description: 'Runs first',
    params: { text: pipeline.params.text, list: pipeline.params.archs, repository: pipeline.params.repository },
    workspaces: { source: pipeline.workspaces.shared.at('source'), settings: pipeline.workspaces.extra, private: pipeline.workspaces.shared },
    timeout: Duration.hours(1),
    onError: OnError.CONTINUE,
  });
  const fanned = pipeline.addTask('fanned', small, {
    matrix: { params: { arch: pipeline.params.archs }, include: [{ name: 's390x', params: { arch: 's390x', value: all.results.text } }] },
    when: [When.isIn(all.results.text, ['hello']), When.isIn(pipeline.workspaces.extra.bound, ['true'])],
  });
  const last = pipeline.addTask('last', small, {
    params: { value: `run ${ContextVariable.PIPELINE_RUN_NAME} of ${all.results.image.key('name')} and ${all.results.list.at(0)}` },
    runAfter: [fanned],
    retries: 2,
  });
  const report = pipeline.addFinally('report', small, {
    params: { value: `${pipeline.tasksStatus} ${all.status} ${all.reason} ${last.results.out}` },
    when: [When.isIn(pipeline.tasksStatus, ['Failed', 'Completed'])],
  });
  pipeline.addResult('text', all.results.text, { description: 'A text' });
  pipeline.addResult('list', all.results.list);
  pipeline.addResult('image', all.results.image);
  pipeline.addResult('archs', fanned.results.out.all);
  pipeline.addResult('both', [all.results.text, last.results.out]);
  pipeline.addResult('keys', { digest: all.results.image.key('digest') });
  pipeline.addResult('report', report.results.out);

  const podTemplate = {
    nodeSelector: { 'kubernetes.io/arch': 'amd64' },
    tolerations: [{ key: 'ci', operator: 'Exists', effect: 'NoSchedule' }],
    affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions: [{ key: 'ci', operator: 'Exists' }] }] } } },
    topologySpreadConstraints: [{ maxSkew: 1, topologyKey: 'kubernetes.io/hostname', whenUnsatisfiable: 'ScheduleAnyway' }],
    securityContext: { runAsNonRoot: true, fsGroup: 1000 },
    env: { HTTPS_PROXY: 'http://proxy:3128', ZONE: kplus.EnvValue.fromConfigMap(configMap, 'zone') },
    volumes: [{ name: 'extra', configMap: { name: 'settings' } }],
    runtimeClassName: 'gvisor',
    schedulerName: 'ci-scheduler',
    priorityClassName: 'ci',
    automountServiceAccountToken: false,
    imagePullSecrets: [secret],
    dnsPolicy: 'None',
    dnsConfig: { nameservers: ['10.0.0.10'] },
    hostAliases: [{ ip: '10.0.0.1', hostnames: ['registry'] }],
    hostNetwork: true,
    enableServiceLinks: false,
  };
  const quantity = (text: string) => kplus.k8s.Quantity.fromString(text);
  new PipelineRun(chart, 'everything-run', {
    pipeline,
    generateName: 'everything-',
    metadata: { labels: { tier: 'ci' } },
    params: { text: 'bye', archs: ['amd64'], repository: { url: 'https://example.com/r.git', revision: 'v1' } },
    workspaces: {
      shared: WorkspaceBinding.volumeClaimTemplate({ accessModes: ['ReadWriteOnce'], resources: { requests: { storage: quantity('1Gi') } } }, {
        subPath: 'runs', metadata: { labels: { tier: 'ci' } },
      }),
      extra: WorkspaceBinding.persistentVolumeClaim(claim, { subPath: 'x' }),
    },
    serviceAccount,
    podTemplate,
    taskRunSpecs: [{
      task: all,
      serviceAccount,
      podTemplate: { nodeSelector: { disk: 'ssd' } },
      metadata: { labels: { size: 'large' }, annotations: { note: 'first' } },
      steps: { first: { computeResources: ComputeResources.of({ limits: { memory: '2Gi' } }) } },
      sidecars: { database: { computeResources: ComputeResources.of({ limits: { memory: '1Gi' } }) } },
    }, { task: last, computeResources: ComputeResources.of({ requests: { cpu: '1' } }) }],
    timeouts: { pipeline: Duration.hours(2), tasks: Duration.minutes(90), finally: Duration.minutes(30) },
    status: 'PipelineRunPending',
  });
  new TaskRun(chart, 'everything-task-run', {
    task,
    params: { text: 'bye', list: ['z'] },
    workspaces: {
      source: WorkspaceBinding.emptyDir({ medium: 'Memory' }),
      settings: WorkspaceBinding.configMap(configMap, { items: [{ key: 'mode', path: 'mode.txt' }] }),
      private: WorkspaceBinding.secret(secret),
    },
    serviceAccount,
    podTemplate: { nodeSelector: { disk: 'ssd' } },
    timeout: Duration.minutes(10),
    retries: 1,
    status: 'TaskRunCancelled',
    statusMessage: 'not today',
    computeResources: ComputeResources.of({ requests: { cpu: '1' } }),
  });
  new TaskRun(chart, 'other-bindings', {
    task,
    generateName: 'other-bindings-',
    workspaces: {
      source: WorkspaceBinding.claimName('cache', { readOnly: true }),
      settings: WorkspaceBinding.projected({ sources: [{ secret: { name: 'token' } }, { configMap: { name: 'settings' } }] }),
      private: WorkspaceBinding.csi({ driver: 'secrets-store.csi.k8s.io', readOnly: true, volumeAttributes: { secretProviderClass: 'vault' } }),
    },
  });
}
