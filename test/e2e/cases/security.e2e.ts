import * as kplus from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { Artifact, ArtifactAgent, definePipeline, defineTask, PipelineRun, SecurityProfile, TaskRun } from '../../../src';
import { agentImage } from '../agent-image';
import { exitCodesOf, inNamespace, reasonOf, resultOf } from '../case';
import { kubectl, tryKubectl } from '../kubectl';
import { IMAGE, reader, textTask } from '../tasks';

const restricted = (uid: number): kplus.k8s.SecurityContext => ({
  runAsUser: uid,
  runAsNonRoot: true,
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  capabilities: { drop: ['ALL'] },
  seccompProfile: { type: 'RuntimeDefault' },
});

/** Sets the cluster's flag without which Tekton's own containers are refused, and sets it back. */
async function withSecurityContexts(body: () => Promise<void>): Promise<void> {
  const flags = ['-n', 'tekton-pipelines', 'configmap', 'feature-flags'];
  const { stdout: before } = await tryKubectl(['get', ...flags, '-o', 'jsonpath={.data.set-security-context}']);
  const set = (value: string) => kubectl(['patch', ...flags, '--type=merge', '-p', JSON.stringify({ data: { 'set-security-context': value } })]);
  await set('true');
  try {
    // The controller watches its ConfigMap; nothing tells when it has seen the change.
    await new Promise((resolve) => setTimeout(resolve, 3000));
    await body();
  } finally {
    await set(before || 'false');
  }
}

test.concurrent('artifacts pass in a namespace of Pod Security restricted', () => withSecurityContexts(inNamespace('restricted', async (test) => {
  await test.apply((chart) => {
    ArtifactAgent.bundled({ securityProfile: SecurityProfile.RESTRICTED }).applyTo(chart);
    const make = defineTask(chart, 'make', { outputs: { tree: Artifact.directory(), file: Artifact.file() } });
    make.addStep('write', {
      image: IMAGE,
      securityContext: restricted(1000),
      script: `umask 077; seq 100000 > ${make.outputs.tree.path}/numbers; id -u > ${make.outputs.file.path}`,
    });
    const read = defineTask(chart, 'read', { inputs: { tree: Artifact.directory(), file: Artifact.file() }, results: { text: {} } });
    read.addStep('read', {
      image: IMAGE,
      securityContext: restricted(2000),
      script: `(wc -l < ${read.inputs.tree.path}/numbers; cat ${read.inputs.file.path}; id -u; rm -r ${read.inputs.tree.path}/numbers) > ${read.results.text.path}`,
    });
    const pipeline = definePipeline(chart, 'p', {});
    pipeline.addTask('read', read, { inputs: pipeline.addTask('make', make).outputs });
    new PipelineRun(chart, 'run', { pipeline });
  });

  expect(reasonOf(await test.pipelineRun('run'))).toBe('Succeeded');
  expect(await test.resultOf('run', 'read', 'text')).toBe('100000\n1000\n2000\n');
}, { 'pod-security.kubernetes.io/enforce': 'restricted' })));

test.concurrent('artifacts pass under a LimitRange and a ResourceQuota', inNamespace('quota', async (test) => {
  const of = (apiVersion: string, kind: string, spec: object) => ({ apiVersion, kind, metadata: { name: 'limits', namespace: test.namespace }, spec });
  const items = [
    of('v1', 'LimitRange', { limits: [{ type: 'Container', default: { cpu: '500m', memory: '256Mi' }, defaultRequest: { cpu: '100m', memory: '64Mi' }, max: { memory: '1Gi' } }] }),
    of('v1', 'ResourceQuota', { hard: { 'pods': '5', 'requests.cpu': '1', 'limits.cpu': '6', 'requests.memory': '2Gi', 'limits.memory': '6Gi' } }),
  ];
  await kubectl(['apply', '-f', '-'], JSON.stringify({ apiVersion: 'v1', kind: 'List', items }));
  await test.apply((chart) => {
    const pipeline = definePipeline(chart, 'p', {});
    const { file } = pipeline.addTask('make', textTask(chart, 'make', 'x'.repeat(2000))).outputs;
    const read = reader(chart, 'read');
    for (const name of ['read', 'also-read']) pipeline.addTask(name, read, { inputs: { file } });
    new PipelineRun(chart, 'run', { pipeline });
  });

  expect(reasonOf(await test.pipelineRun('run'))).toBe('Succeeded');
  expect(await test.resultOf('run', 'read', 'text')).toBe('x'.repeat(2000));
}));

test.concurrent('steps start in directories of inputs, whoever fetches them', inNamespace('working-dir', async (test) => {
  await test.apply((chart) => {
    const make = defineTask(chart, 'make', { outputs: { tree: Artifact.directory() } });
    make.addStep('write', { image: IMAGE, script: `mkdir -p ${make.outputs.tree.path}/packages/web; echo here > ${make.outputs.tree.path}/packages/web/file` });
    const pipeline = definePipeline(chart, 'p', {});
    const { tree } = pipeline.addTask('make', make).outputs;
    const agents: [string, ArtifactAgent, number | undefined][] = [
      ['root', ArtifactAgent.bundled(), undefined], ['user', ArtifactAgent.bundled(), 1000], ['image', ArtifactAgent.image(agentImage()), undefined],
    ];
    for (const [name, agent, runAsUser] of agents) {
      const scope = new Construct(chart, name);
      agent.applyTo(scope);
      const read = defineTask(scope, 'read', { metadata: { name }, inputs: { tree: Artifact.directory() }, results: { text: {} } });
      const step = { image: IMAGE, securityContext: runAsUser ? { runAsUser } : undefined };
      read.addStep('top', { ...step, workingDir: read.inputs.tree.path, script: 'test "$(cat packages/web/file)" = here; touch mine' });
      read.addStep('deep', { ...step, workingDir: `${read.inputs.tree.path}/packages/web`, script: `cat file > ${read.results.text.path}; touch mine` });
      pipeline.addTask(name, read, { inputs: { tree } });
    }
    new PipelineRun(chart, 'run', { pipeline });
  });

  expect(reasonOf(await test.pipelineRun('run'))).toBe('Succeeded');
  for (const name of ['root', 'user', 'image']) expect([name, await test.resultOf('run', name, 'text')]).toEqual([name, 'here\n']);
}));

test.concurrent('users that differ share what they may read, and a private file is named', inNamespace('users', async (test) => {
  await test.apply((chart) => {
    for (const [name, mode] of [['shared', '644'], ['private', '600']]) {
      const task = defineTask(chart, name, { outputs: { tree: Artifact.directory() } });
      const { path } = task.outputs.tree;
      task.addStep('root', { image: IMAGE, securityContext: { runAsUser: 0 }, script: `echo root > ${path}/of-root; chmod ${mode} ${path}/of-root` });
      task.addStep('other', { image: IMAGE, securityContext: { runAsUser: 65532 }, script: `echo other > ${path}/of-other` });
      new TaskRun(chart, `${name}-run`, { task });
    }
  });

  const shared = await test.taskRun('shared-run');
  expect([reasonOf(shared), exitCodesOf(shared)['upload-artifacts']]).toEqual(['Succeeded', 0]);
  const refused = await test.taskRun('private-run');
  expect([reasonOf(refused), exitCodesOf(refused)['upload-artifacts']]).toEqual(['StepFailed', 26]);
  expect(resultOf(refused, 'upload-artifacts-error')).toMatch(/of-root.*0600/);
}));
