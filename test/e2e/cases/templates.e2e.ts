import { execFileSync } from 'child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { parseAllDocuments } from 'yaml';
import { Artifact, defineTask, TaskRun } from '../../../src';
import { templatePackage } from '../../../src/cli/template';
import { agentImage } from '../agent-image';
import type { Case, Run } from '../case';
import { inNamespace, reasonOf, resultOf } from '../case';
import { kubectl } from '../kubectl';
import { readManifest, REGISTRY_SCHEME } from '../registry';
import { IMAGE } from '../tasks';

const ROOT = join(__dirname, '../../..');
const USE_AGENT_IMAGE = join(__dirname, '../programs/use-agent-image.ts');

interface TektonObject {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly params?: readonly { readonly name: string; readonly type?: string; readonly default?: unknown }[];
    readonly steps?: readonly { readonly name: string; readonly image: string }[];
  };
}

/** What a template's own `synth` script gives, with the agent that it comes with or with an image. */
async function synth(template: string, repository: string, image?: string): Promise<TektonObject[]> {
  const { scripts } = await templatePackage(template);
  const program = join(ROOT, 'templates', template, scripts.synth.replace(/^tsx /, ''));
  const outdir = mkdtempSync(join(tmpdir(), 'e2e-template-'));
  try {
    execFileSync(process.execPath, ['--import', 'tsx', ...image ? [USE_AGENT_IMAGE, image] : [], program], {
      cwd: ROOT,
      env: { ...process.env, TSX_TSCONFIG_PATH: join(ROOT, 'test/tsconfig.json'), CDK8S_OUTDIR: outdir, ARTIFACT_REPOSITORY: repository },
    });
    const files = readdirSync(outdir).filter((file) => file.endsWith('.yaml'));
    return files.flatMap((file) => parseAllDocuments(readFileSync(join(outdir, file), 'utf8')).map((document) => document.toJS() as TektonObject));
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

/** A directory for templates that want a source. */
async function storedSource(test: Case): Promise<unknown> {
  await test.apply((chart) => {
    const task = defineTask(chart, 'source-of-the-suite', { outputs: { source: Artifact.directory() } });
    task.addStep('write', { image: IMAGE, script: `cd ${task.outputs.source.path}; echo 'export const one = 1;' > index.ts; npm init --yes > /dev/null` });
    new TaskRun(chart, 'source-of-the-suite-run', { task });
  });
  return resultOf(await test.taskRun('source-of-the-suite-run'), 'source');
}

const runOf = ({ metadata, spec }: TektonObject, source: unknown) => ({
  apiVersion: 'tekton.dev/v1',
  kind: 'PipelineRun',
  metadata: { name: `${metadata.name}-run` },
  spec: {
    pipelineRef: { name: metadata.name },
    params: (spec.params ?? []).filter((param) => param.type === 'object' && param.default === undefined).map(({ name }) => ({ name, value: source })),
  },
});

/** No projects with Pipelines: what all of them share, and a Task alone, which takes its command from npm. */
const OTHERS = ['shared', 'validate'];
const templates = readdirSync(join(ROOT, 'templates')).filter((name) => !OTHERS.includes(name));
// A template that says itself which agent it wants has no other.
const hasItsAgent = (template: string) => readFileSync(join(ROOT, 'templates', template, 'main.ts'), 'utf8').includes('ArtifactAgent');
const cases = templates.flatMap((template) => (hasItsAgent(template) ? [[template, 'bundled']] : [[template, 'bundled'], [template, 'image']]));

test.concurrent.each(cases)('the template %s runs unchanged (agent: %s)', async (template, agent) => inNamespace(`template-${template}-${agent}`, async (test) => {
  const objects = await synth(template, test.repository, agent === 'image' ? agentImage() : undefined);
  const injected = objects.flatMap(({ spec }) => spec?.steps ?? []).filter(({ name }) => /^(fetch|upload)-artifacts$/.test(name));
  expect([...new Set(injected.map((step) => step.image))]).toEqual([agent === 'image' ? agentImage() : IMAGE]);
  const source = await storedSource(test);
  const create = async (object: object) => JSON.parse(await kubectl(['-n', test.namespace, 'create', '-o', 'json', '-f', '-'], JSON.stringify(object))) as Run;
  const isRun = ({ kind }: TektonObject) => kind === 'PipelineRun';

  const applied = objects.filter((object) => !isRun(object));
  await kubectl(['-n', test.namespace, 'apply', '-f', '-'], JSON.stringify({ apiVersion: 'v1', kind: 'List', items: applied }));
  // The namespace, not the template, says where the registry of the suite is.
  const data = { 'backend': 'oci', 'oci.repository': test.repository, 'oci.plainHttp': String(REGISTRY_SCHEME === 'http') };
  await test.kubectl('patch', 'configmap', 'config-artifact-storage', '--type=merge', '-p', JSON.stringify({ data }));
  const runs = objects.some(isRun) ? objects.filter(isRun) : applied.filter(({ kind }) => kind === 'Pipeline').map((pipeline) => runOf(pipeline, source));

  expect(runs).not.toHaveLength(0);
  for (const created of await Promise.all(runs.map(create))) {
    const run = await test.pipelineRun(created.metadata.name, 420);
    expect([template, reasonOf(run)]).toEqual([template, expect.stringMatching(/^(Succeeded|Completed)$/)]);
    for (const { value } of run.status.results ?? []) {
      if (typeof value === 'object' && 'uri' in value && value.uri === test.repository) expect((await readManifest(value)).layers).toHaveLength(1);
    }
  }
})());
