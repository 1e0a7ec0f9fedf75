import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'fs';
import { join } from 'path';
import { runNodes } from '../../src/agent/artifact/run-nodes';
import { runAgent } from '../../src/agent/run-agent';
import { OciStore } from '../../src/agent/stores/oci';
import { planArguments } from '../../src/contract/agent-arguments';
import { parseDigest } from '../../src/contract/digest';
import type { StorageConfig } from '../../src/contract/storage-config';
import { anonymous, OciClient } from '../../src/oci-client';
import { describeWithServer } from '../servers/binaries';
import { startCrane, startRegistry, type TestRegistry } from '../servers/registry';
import { startInterceptor, type Answer, type Interceptor } from './interceptor';
import { temporaryDirectory, testInvocation } from './support';

const NAMES = 'dev.tekton.artifact/name';

describeWithServer('registry', 'the artifacts of a run in a registry without the referrers API', () => {
  groupsRuns(() => startRegistry());
});
describeWithServer('crane', 'the artifacts of a run in a registry with the referrers API', () => {
  groupsRuns(startCrane);
});

function groupsRuns(start: () => Promise<TestRegistry>): void {
  const temporary = temporaryDirectory();
  const at = (...path: string[]) => join(temporary.path, ...path);
  let registry: TestRegistry;
  let between: Interceptor | undefined;
  let repository: string;
  let runs = 0;
  beforeAll(async () => { registry = await start(); }, 30_000);
  afterAll(() => registry.stop());
  beforeEach(() => { repository = `${registry.host}/ci/r${runs += 1}`; });
  afterEach(async () => {
    await between?.stop();
    between = undefined;
  });

  const identity = (taskRun: string) => ({ namespace: 'ci', pipelineRun: 'run-1', taskRun, uid: '0f6d' });

  /** Runs an upload step of a TaskRun, with outputs of this content. */
  async function upload(taskRun: string, outputs: { [name: string]: string }, more: StorageConfig = {}, host = registry.host) {
    const root = at(taskRun);
    ['', 'out', 'pod', 'results', 'scratch'].forEach((folder) => mkdirSync(join(root, folder), { recursive: true }));
    writeFileSync(join(root, 'pod', 'labels'), `tekton.dev/pipelineRun="run-1"\ntekton.dev/taskRun="${taskRun}"\ntekton.dev/pipelineRunUID="0f6d"\n`);
    writeFileSync(join(root, 'pod', 'namespace'), 'ci');
    Object.entries(outputs).forEach(([name, content]) => writeFileSync(join(root, 'out', name), content));
    const plan = planArguments({
      default: { 'backend': 'oci', 'oci.repository': repository.replace(registry.host, host), ...more },
      pod: join(root, 'pod'),
      scratch: join(root, 'scratch'),
      containers: 3,
      outputs: Object.keys(outputs).map((name) => ({ name, kind: 'file', path: join(root, 'out', name), storage: 'external' })),
    });
    const invocation = testInvocation({ ERROR_RESULT: join(root, 'results', 'error'), DOCKER_CONFIG: root });
    const errors: string[] = [];
    const code = await runAgent(['upload', ...plan], invocation, (line) => void errors.push(line));
    const results = readdirSync(join(root, 'results')).map((name) => [name, readFileSync(join(root, 'results', name), 'utf8')]);
    return { code, errors, warnings: invocation.lines.filter((line) => line.startsWith('warning')), references: Object.fromEntries(results) };
  }

  function store(): OciStore {
    return new OciStore(new OciClient({ credentials: anonymous, env: {} }), repository);
  }

  /** What a person finds from the tag of the run alone: TaskRuns and their artifacts, by name. */
  async function tree(): Promise<{ [taskRun: string]: string[] }> {
    const opened = store();
    const root = await opened.manifest('ci.run-1');
    const found: { [taskRun: string]: string[] } = {};
    for (const taskRun of await opened.referrers(root.descriptor.digest)) {
      const artifacts = await opened.referrers(taskRun.digest);
      found[taskRun.annotations?.['dev.tekton.artifact/taskrun'] ?? ''] = artifacts.map(({ annotations }) => annotations?.[NAMES] ?? '').sort();
    }
    opened.close();
    return found;
  }

  async function intercept(answer: Answer): Promise<string> {
    between = await startInterceptor(registry.host, answer);
    return between.host;
  }

  test('are found from the PipelineRun, by TaskRun', async () => {
    expect(await upload('run-1-build', { app: 'a', sbom: 'b' })).toMatchObject({ code: 0, errors: [], warnings: [] });
    expect(await upload('run-1-sign', { signature: 'c' })).toMatchObject({ code: 0, warnings: [] });
    expect(await tree()).toEqual({ 'run-1-build': ['app', 'sbom'], 'run-1-sign': ['signature'] });
  });

  test('are all found although their TaskRuns end at the same time', async () => {
    const taskRuns = Array.from({ length: 6 }, (_, at_) => `run-1-t${at_}`);
    const ended = await Promise.all(taskRuns.map((taskRun) => upload(taskRun, { log: taskRun })));
    expect(ended.map(({ code, warnings }) => ({ code, warnings }))).toEqual(taskRuns.map(() => ({ code: 0, warnings: [] })));
    expect(await tree()).toEqual(Object.fromEntries(taskRuns.map((taskRun) => [taskRun, ['log']])));
  }, 30_000);

  test('keep their digest when the TaskRun is tried again', async () => {
    const first = await upload('run-1-build', { app: 'a' });
    expect((await upload('run-1-build', { app: 'a' })).references).toEqual(first.references);
    expect(await tree()).toEqual({ 'run-1-build': ['app'] });
  });

  test('stand alone where grouping is switched off', async () => {
    const { references } = await upload('run-1-build', { app: 'a' }, { 'oci.groupByPipelineRun': 'false' });
    const opened = store();
    expect(await opened.list('')).toEqual(['ci.run-1.run-1-build.app']);
    expect(JSON.parse((await opened.manifest(parseDigest(JSON.parse(references.app).digest))).content.toString())).not.toHaveProperty('subject');
    opened.close();
  });

  test('are stored with a warning by a registry that does not take the nodes', async () => {
    const node = runNodes(identity('run-1-build'))?.taskRun;
    const host = await intercept(({ method, url }, response) => {
      const isNode = method === 'PUT' && url?.endsWith(`/manifests/${node?.tag}`) === true;
      if (isNode) response.writeHead(400, { 'content-type': 'application/json' }).end('{"errors":[{"code":"MANIFEST_INVALID","message":"no"}]}');
      return isNode;
    });
    const ended = await upload('run-1-build', { app: 'a' }, {}, host);
    expect(ended).toMatchObject({ code: 0, errors: [], warnings: [expect.stringContaining('MANIFEST_INVALID')] });
    const opened = store();
    const { digest } = JSON.parse(ended.references.app) as { digest: string };
    expect(JSON.parse((await opened.manifest(parseDigest(digest))).content.toString())).not.toHaveProperty('subject');
    opened.close();
  });

  test('are stored with a warning where they cannot be listed', async () => {
    const host = await intercept(({ method, url }, response) => {
      const isList = /referrers|manifests\/sha256-/.test(url ?? '') && (method === 'PUT' || method === 'GET');
      if (isList) response.writeHead(403).end();
      return isList;
    });
    const ended = await upload('run-1-build', { app: 'a' }, {}, host);
    expect(ended.code).toBe(0);
    expect(JSON.parse(ended.references.app).digest).toMatch(/^sha256:/);
    expect(ended.warnings[0]).toMatch(/^warning: cannot list the artifacts of this run/);
  });
}
