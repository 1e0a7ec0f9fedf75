import { runNodes } from '../../src/agent/artifact/run-nodes';
import { OciStore } from '../../src/agent/stores/oci';
import { parseDigest } from '../../src/contract/digest';
import { EXIT_CODES } from '../../src/contract/exit-codes';
import type { StorageConfig } from '../../src/contract/storage-config';
import { anonymous, OciClient } from '../../src/oci-client';
import { describeWithServer } from '../servers/binaries';
import { startCrane, startOciregistry, startRegistry, type TestRegistry } from '../servers/registry';
import { startInterceptor, type Answer, type Interceptor } from './interceptor';
import { temporaryDirectory } from './support';
import { uploadStep } from './upload-step';

const NAMES = 'dev.tekton.artifact/name';

describeWithServer('registry', 'the artifacts of a run in a registry without the referrers API', () => {
  groupsRuns(() => startRegistry());
});
describeWithServer('crane', 'the artifacts of a run in a registry with the referrers API', () => {
  groupsRuns(startCrane);
});
describeWithServer('ociregistry', 'the artifacts of a run in a registry that files referrers itself', () => {
  groupsRuns(startOciregistry);
});

function groupsRuns(start: () => Promise<TestRegistry>): void {
  const temporary = temporaryDirectory();
  let registry: TestRegistry;
  let between: Interceptor | undefined;
  let repository: string;
  let runs = 0;
  beforeAll(async () => { registry = await start(); });
  afterAll(() => registry.stop());
  beforeEach(() => { repository = `${registry.host}/ci/r${runs += 1}`; });
  afterEach(async () => {
    await between?.stop();
    between = undefined;
  });

  const identity = (taskRun: string) => ({ namespace: 'ci', pipelineRun: 'run-1', taskRun, uid: '0f6d' });

  function upload(taskRun: string, outputs: { [name: string]: string }, more: StorageConfig = {}, host = registry.host) {
    const storage = { 'backend': 'oci' as const, 'oci.repository': repository.replace(registry.host, host), ...more };
    return uploadStep({ folder: temporary.path, taskRun, storage, outputs });
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
  });

  test('keep their digest when the TaskRun is tried again', async () => {
    const first = await upload('run-1-build', { app: 'a' });
    expect((await upload('run-1-build', { app: 'a' })).results).toEqual(first.results);
    expect(await tree()).toEqual({ 'run-1-build': ['app'] });
  });

  test('stand alone where grouping is switched off', async () => {
    const { results } = await upload('run-1-build', { app: 'a' }, { 'oci.groupByPipelineRun': 'false' });
    const opened = store();
    expect(await opened.list('')).toEqual(['ci.run-1.run-1-build.app']);
    expect(JSON.parse((await opened.manifest(parseDigest(JSON.parse(results.app).digest))).content.toString())).not.toHaveProperty('subject');
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
    const { digest } = JSON.parse(ended.results.app) as { digest: string };
    expect(JSON.parse((await opened.manifest(parseDigest(digest))).content.toString())).not.toHaveProperty('subject');
    opened.close();
  });

  test('fail with one error and no warning of the nodes in a registry that takes nothing', async () => {
    const host = await intercept((_, response) => Boolean(response.writeHead(403).end()));
    expect(await upload('run-1-build', { app: 'a' }, {}, host)).toMatchObject({ code: EXIT_CODES.UNAUTHORIZED, errors: [expect.stringContaining("output 'app'")], warnings: [] });
  });

  test('are stored with a warning where they cannot be listed', async () => {
    const host = await intercept(({ method, url }, response) => {
      const isList = /referrers|manifests\/sha256-/.test(url ?? '') && (method === 'PUT' || method === 'GET');
      if (isList) response.writeHead(403).end();
      return isList;
    });
    const ended = await upload('run-1-build', { app: 'a' }, {}, host);
    expect(ended.code).toBe(0);
    expect(JSON.parse(ended.results.app).digest).toMatch(/^sha256:/);
    expect(ended.warnings[0]).toMatch(/^warning: cannot list the artifacts of this run/);
  });
}
