import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { App } from 'cdk8s';
import type { PipelineGraph } from '../../src/cli/pipeline-graph';
import { Welcome } from '../../templates/welcome/pipeline';
import { call } from './terminal';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'graph-'));
  const app = new App({ outdir: folder });
  new Welcome(app, 'welcome', { repository: 'registry.example.com/ci/artifacts' });
  app.synth();
});
afterAll(() => rmSync(folder, { recursive: true }));

test('shows each task with the artifacts that it takes', async () => {
  expect(await call('graph', folder)).toEqual({
    code: 0,
    stderr: '',
    stdout: `build  <- source
  source    <- source (input)
  test      <- source.source
  package   <- source.source, after test
  sbom      <- source.source
  checksum  <- package.package, <- sbom.sbom
  report    (finally)  <- test.report
`,
  });
});

test('tells artifacts from results and from mere order', async () => {
  const path = join(mkdtempSync(join(tmpdir(), 'graph-')), 'pipeline.yaml');
  writeFileSync(path, `
apiVersion: tekton.dev/v1
kind: Pipeline
metadata: { name: other }
spec:
  tasks:
    - name: end
      taskSpec:
        results:
          - { name: image, type: object, properties: { uri: {}, digest: {} } }
          - { name: version }
        steps: [{ name: s, image: busybox, command: ['true'] }]
    - name: scan
      params: [{ name: image, value: '$(tasks.end.results.image[*])' }]
      when: [{ input: '$(tasks.end.results.version)', operator: in, values: ['1'] }]
      taskSpec: { params: [{ name: image, type: object, properties: { uri: {}, digest: {} } }], steps: [{ name: s, image: busybox, command: ['true'] }] }
    - name: notify
      runAfter: [scan]
      taskSpec: { steps: [{ name: s, image: busybox, command: ['true'] }] }
`);
  const { code, stdout } = await call('graph', path, '--json');
  rmSync(dirname(path), { recursive: true });
  expect(code).toBe(0);
  const [{ edges, nodes }] = JSON.parse(stdout) as PipelineGraph[];
  expect(edges).toEqual([
    { from: 'end', to: 'scan', kind: 'artifact', name: 'image', param: 'image' },
    { from: 'end', to: 'scan', kind: 'result', name: 'version', param: '' },
    { from: 'scan', to: 'notify', kind: 'order', name: '', param: '' },
  ]);
  expect(nodes.find(({ name }) => name === 'scan')).toMatchObject({ conditional: true });
});

test('writes Mermaid and DOT with ids that are no words of these languages', async () => {
  const mermaid = (await call('graph', folder, '--format', 'mermaid')).stdout;
  expect(mermaid).toMatch(/^flowchart LR\n/);
  expect(mermaid).toContain('  input0 -->|"source"| task0\n');
  expect(mermaid).toContain('  task1 -.-> task2\n');
  const dot = (await call('graph', folder, '--format', 'dot')).stdout;
  expect(dot).toMatch(/^digraph "build" \{\n[^]*\}\n$/);
  expect(dot).toContain('  task0 -> task1 [label="source"];\n');
});

test('fails on what cannot be read, with its name', async () => {
  const path = join(folder, 'socket');
  const server = createServer().listen(path);
  await once(server, 'listening');
  expect(await call('graph', path)).toMatchObject({ code: 2, stderr: expect.stringContaining(`error: '${path}' cannot be read: `) as string });
  server.close();
});

test('fails on a Pipeline, a format or a path that is not there, and names what was meant', async () => {
  expect(await call('graph', folder, '--pipeline', 'buildd')).toMatchObject({ code: 2, stderr: "error: there is no Pipeline 'buildd', did you mean 'build'?\n" });
  expect(await call('graph', folder, '--format', 'svg')).toMatchObject({ code: 2, stderr: expect.stringContaining('expected one of text, mermaid, dot') as string });
  expect(await call('graph', join(folder, 'nowhere'))).toMatchObject({ code: 2, stderr: expect.stringContaining('is not there') as string });
});
