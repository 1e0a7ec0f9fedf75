import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { digestOf } from '../../src/contract/digest';
import { readDocuments } from '../../src/local/documents';
import { runPipeline, type RunOptions } from '../../src/local/run';
import { bytesSource, OciClient } from '../../src/oci-client';
import { describeWithServer } from '../servers/binaries';
import { PASSWORD, USERNAME } from '../servers/credentials';
import { startRegistry, type TestRegistry } from '../servers/registry';
import { output, pipeline, runYaml } from './run-yaml';

let folder: string;
beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'resolvers-test-')); });
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const say = (text: string) => `steps: [ { name: s, image: x, script: "echo ${text}" } ]`;
const object = (kind: string, name: string, spec: string) => `apiVersion: tekton.dev/v1\nkind: ${kind}\nmetadata: { name: ${name} }\nspec: { ${spec} }\n`;

function file(name: string, ...texts: string[]): string {
  writeFileSync(join(folder, name), texts.join('---\n'));
  return join(folder, name);
}

async function refused(yaml: string, options: RunOptions = {}): Promise<string> {
  return runPipeline(readDocuments([{ file: 'f.yaml', text: yaml }]), options).then(() => 'it ran', (error: Error) => error.message);
}

describe('a file in place of what a resolver finds', () => {
  test('is the Task of a pipeline task, with its own name', async () => {
    const yaml = pipeline('tasks: [ { name: build, taskRef: { resolver: git, params: [ { name: url, value: "https://example.com/x" } ] } } ]');
    const run = await runYaml(yaml, { resolve: { build: file('t.yaml', object('Task', 'from-git', say('$(context.task.name)'))) } });
    expect(output(run, 'build')).toEqual(['from-git']);
  });

  test('is all Tasks that a resolver is asked for by the same name, those in finally too', async () => {
    const hub = 'taskRef: { resolver: hub, params: [ { name: name, value: say } ] }';
    const run = await runYaml(pipeline(`tasks: [ { name: a, ${hub} }, { name: b, ${hub} } ]\nfinally: [ { name: c, ${hub} } ]`), { resolve: { say: file('t.yaml', object('Task', 'say', say('hi'))) } });
    expect(['a', 'b', 'c'].map((name) => output(run, name))).toEqual([['hi'], ['hi'], ['hi']]);
  });

  test('of several objects is the one that the resolver is asked for', async () => {
    const yaml = pipeline('tasks: [ { name: a, taskRef: { resolver: cluster, params: [ { name: name, value: two } ] } } ]');
    const run = await runYaml(yaml, { resolve: { a: file('t.yaml', object('Task', 'one', say('1')), object('Task', 'two', say('2'))) } });
    expect(output(run, 'a')).toEqual(['2']);
  });

  test('is the Pipeline of a PipelineRun, whose own references are looked up in turn', async () => {
    const remote = object('Pipeline', 'remote', 'params: [ { name: who } ], tasks: [ { name: a, taskRef: { resolver: hub } , params: [ { name: who, value: $(params.who) } ] }, { name: b, taskRef: { name: local } } ]');
    const yaml = [
      object('PipelineRun', 'r', 'pipelineRef: { resolver: git }, params: [ { name: who, value: you } ]'),
      object('Task', 'local', 'steps: [ { name: s, ref: { resolver: git } } ]'),
    ].join('---\n');
    const run = await runYaml(yaml, {
      resolve: {
        'r': file('p.yaml', remote),
        'a': file('t.yaml', object('Task', 'a', `params: [ { name: who } ], ${say('$(params.who)')}`)),
        'local/s': file('s.yaml', object('StepAction', 's', 'image: x, script: "echo action"')),
      },
    });
    expect([output(run, 'a'), output(run, 'b')]).toEqual([['you'], ['action']]);
    expect(run.report.pipeline).toBe('remote');
  });

  test('is the Task of a TaskRun', async () => {
    const run = await runYaml(object('TaskRun', 'r', 'taskRef: { resolver: git }'), { resolve: { r: file('t.yaml', object('Task', 't', say('hi'))) } });
    expect(output(run, 't')).toEqual(['hi']);
  });

  test('is the StepAction of a step in an inline Task, with the params of the step', async () => {
    const yaml = pipeline('tasks: [ { name: a, taskSpec: { steps: [ { name: s, ref: { resolver: hub, params: [ { name: name, value: greet } ] }, params: [ { name: who, value: you } ] } ] } } ]');
    const action = file('s.yaml', object('StepAction', 'x', 'image: x, params: [ { name: who } ], env: [ { name: WHO, value: $(params.who) } ], script: "echo $WHO"'));
    for (const name of ['a/s', 'greet']) expect(output(await runYaml(yaml, { resolve: { [name]: action } }), 'a')).toEqual(['you']);
  });

  test('is not asked for where nothing of it runs', async () => {
    const yaml = [
      object('Pipeline', 'one', `tasks: [ { name: a, taskSpec: { ${say('hi')} } } ]`),
      object('Pipeline', 'two', 'tasks: [ { name: b, taskRef: { resolver: git } } ]'),
      object('Task', 'unused', 'steps: [ { name: s, ref: { resolver: git } } ]'),
    ].join('---\n');
    expect(output(await runYaml(yaml, { pipeline: 'one' }), 'a')).toEqual(['hi']);
  });

  test('is not asked for by an object of the same name in another namespace', async () => {
    const there = object('Task', 't, namespace: there', 'steps: [ { name: s, ref: { resolver: git } } ]');
    const yaml = [there, object('Task', 't', say('hi')), object('Pipeline', 'p', 'tasks: [ { name: a, taskRef: { name: t } } ]')].join('---\n');
    expect(output(await runYaml(yaml), 'a')).toEqual(['hi']);
    expect(await refused(yaml.replace('{ name: p }', '{ name: p, namespace: there }'))).toContain('give its StepAction by --resolve t/s=<file.yaml>');
  });
});

describe('a reference with a resolver', () => {
  const two = pipeline('tasks: [ { name: build, taskRef: { resolver: git } }, { name: test, taskSpec: { steps: [ { name: clone, ref: { resolver: hub } } ] } } ]');

  test('fails where a document claims to know what it leads to', async () => {
    const yaml = pipeline(`tasks: [ { name: a, taskRef: { name: t, resolved: { metadata: { name: t }, spec: { ${say('forged')} } } } } ]`);
    expect(await refused(yaml)).toBe("f.yaml:1: Pipeline 'p' task 'a' refers to Task 't', which is not in the input: add its YAML");
  });

  test('fails where nothing stands for it, and says how all of them are given', async () => {
    expect(await refused(two)).toBe("f.yaml:1: Pipeline 'p' task 'build' uses the resolver 'git', which needs a cluster: give its Task by --resolve build=<file.yaml>, and so for test/clone");
  });

  test.each<[string, string, string]>([
    ['a PipelineRun', object('PipelineRun', 'r', 'pipelineRef: { resolver: git }'), "f.yaml:1: PipelineRun 'r' pipelineRef uses the resolver 'git', which needs a cluster: give its Pipeline by --resolve r=<file.yaml>"],
    ['a TaskRun', object('TaskRun', 'r', 'taskRef: { resolver: git }'), 'give its Task by --resolve r=<file.yaml>'],
    ['a Task that only a run knows', pipeline('params: [ { name: n, default: t } ]\ntasks: [ { name: a, taskRef: { name: $(params.n) } } ]', object('Task', 't', 'steps: [ { name: s, ref: { resolver: git } } ]')), 'give its StepAction by --resolve t/s=<file.yaml>'],
    ['a bundle that only a run knows', pipeline('tasks: [ { name: a, taskRef: { resolver: bundles, params: [ { name: bundle, value: $(params.b) }, { name: name, value: t } ] } } ]'), "uses the resolver 'bundles', without a bundle and a name that are known before the run: give its Task by --resolve a=<file.yaml>"],
  ])('fails in %s', async (_name, yaml, message) => {
    expect(await refused(yaml)).toContain(message);
  });

  test('fails with a name that no reference has, and tells the nearest', async () => {
    const path = file('t.yaml', object('Task', 't', say('hi')));
    expect(await refused(two, { resolve: { biuld: path } })).toBe(`--resolve biuld=${path}: no reference with a resolver is called 'biuld', did you mean 'build'?`);
    expect(await refused(object('Task', 't', say('hi')), { resolve: { a: path } })).toBe(`--resolve a=${path}: nothing that is run has a resolver, leave it out`);
  });

  test.each<[string, string[], string]>([
    ['an object of another kind', [object('Pipeline', 'x', 'tasks: [ { name: a, taskRef: { name: b } } ]')], "t.yaml has Pipeline 'x', expected a Task"],
    ['no object at all', ['a: b\n'], 't.yaml has nothing of Tekton, expected a Task'],
    ['too many objects', [object('Task', 'x', say('1')), object('Task', 'y', say('2'))], 't.yaml has 2 objects of kind Task, expected one'],
    ['a mistake', ['a: [\n'], 't.yaml:2: not valid YAML'],
    ['a Task without steps', [object('Task', 'x', 'steps: []')], "t.yaml:1: Task 'x': steps: expected at least one step"],
  ])('fails with a file that has %s', async (_name, texts, message) => {
    expect(await refused(two, { resolve: { build: file('t.yaml', ...texts) } })).toContain(message);
  });

  test('fails with a file that is not there', async () => {
    expect(await refused(two, { resolve: { build: '/no/such.yaml' } })).toBe("'/no/such.yaml' is not there, expected a YAML file or a directory of them");
  });
});

describeWithServer('registry', 'bundles of Tekton', () => {
  let registry: TestRegistry;
  let bundle: string;
  let digest: string;
  let taskLayer: string;
  let environment: NodeJS.ProcessEnv;

  beforeAll(async () => { registry = await startRegistry({ auth: 'htpasswd' }); });
  afterAll(() => registry.stop());

  /** A bundle as `tkn bundle push` makes it, its layers archives, or bare text. */
  beforeEach(async () => {
    bundle = `${registry.host}/ci/bundle`;
    mkdirSync(join(folder, 'docker'));
    writeFileSync(join(folder, 'docker/config.json'), JSON.stringify({ auths: { [registry.host]: { auth: Buffer.from(`${USERNAME}:${PASSWORD}`).toString('base64') } } }));
    environment = { PATH: process.env.PATH, DOCKER_CONFIG: join(folder, 'docker') };
    const client = new OciClient({ env: environment });
    const { blobs, manifests } = client.repository(bundle);
    const layer = async (kind: string, name: string, content: Buffer) => {
      const descriptor = { mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip', digest: digestOf(content), size: content.length };
      await blobs.push(descriptor, bytesSource(content));
      return { ...descriptor, annotations: { 'dev.tekton.image.apiVersion': 'v1', 'dev.tekton.image.kind': kind, 'dev.tekton.image.name': name } };
    };
    file('say', object('Task', 'say', say('from a bundle')));
    const config = Buffer.from('{}');
    const layers = [
      await layer('task', 'say', gzipSync(execFileSync('tar', ['-c', '-C', folder, 'say']))),
      await layer('stepaction', 'greet', Buffer.from(object('StepAction', 'greet', 'image: x, script: "echo an action"'))),
      await layer('task', 'wrong', Buffer.from(object('Pipeline', 'wrong', 'tasks: []'))),
    ];
    taskLayer = layers[0].digest;
    await blobs.push({ mediaType: 'application/json', digest: digestOf(config), size: config.length }, bytesSource(config));
    const manifest = { schemaVersion: 2, mediaType: 'application/vnd.oci.image.manifest.v1+json', config: { mediaType: 'application/vnd.oci.image.config.v1+json', digest: digestOf(config), size: config.length }, layers };
    digest = (await manifests.push(Buffer.from(JSON.stringify(manifest)), manifest.mediaType, { tag: 'v1' })).descriptor.digest;
    client.close();
  });

  const reference = (image: string, name: string, kind?: string) => (
    `{ resolver: bundles, params: [ { name: bundle, value: "${image}" }, { name: name, value: ${name} }${kind ? `, { name: kind, value: ${kind} }` : ''} ] }`
  );

  test('are read by digest and by tag, in archives and as they are', async () => {
    const yaml = pipeline(`
tasks:
  - { name: a, taskRef: ${reference(`${bundle}:v1@${digest}`, 'say')} }
  - { name: b, taskSpec: { steps: [ { name: s, ref: ${reference(`${bundle}:v1`, 'greet', 'StepAction')} } ] } }
`);
    const run = await runYaml(yaml, { environment });
    expect([output(run, 'a'), output(run, 'b')]).toEqual([['from a bundle'], ['an action']]);
  });

  test('are not read where a file stands for them', async () => {
    const run = await runYaml(pipeline(`tasks: [ { name: a, taskRef: ${reference('127.0.0.1:1/none', 'say')} } ]`), { resolve: { say: join(folder, 'say') } });
    expect(output(run, 'a')).toEqual(['from a bundle']);
  });

  test.each<[string, () => string, string]>([
    ['an object that it does not have', () => reference(`${bundle}:v1`, 'sya'), "it has no task 'sya', did you mean 'say'?"],
    ['a kind that it does not have', () => reference(`${bundle}:v1`, 'say', 'pipeline'), "it has no pipeline 'say'"],
    ['an object of another kind', () => reference(`${bundle}:v1`, 'wrong'), "has Pipeline 'wrong', expected a Task"],
    ['a tag that is not there', () => reference(`${bundle}:v2`, 'say'), "/ci/bundle:v2' cannot be used: cannot fetch manifest 'v2' of"],
    ['no reference', () => reference('Not An Image', 'say'), "bundle 'Not An Image' cannot be used: invalid reference"],
  ])('fail for %s', async (_name, taskRef, message) => {
    expect(await refused(pipeline(`tasks: [ { name: a, taskRef: ${taskRef()} } ]`), { environment })).toContain(message);
  });

  test('fail when the registry has other bytes than the manifest says', async () => {
    const hex = taskLayer.slice('sha256:'.length);
    const path = join(registry.folder, 'docker/registry/v2/blobs/sha256', hex.slice(0, 2), hex, 'data');
    const bytes = readFileSync(path);
    bytes[20] ^= 1;
    writeFileSync(path, bytes);
    expect(await refused(pipeline(`tasks: [ { name: a, taskRef: ${reference(`${bundle}@${digest}`, 'say')} } ]`), { environment }))
      .toContain(`bundle '${bundle}@${digest}' cannot be used: content is not what was asked for: expected '${taskLayer}'`);
  });
});
