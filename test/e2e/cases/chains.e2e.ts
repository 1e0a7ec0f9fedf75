import { createPublicKey, verify } from 'crypto';
import type { Chart } from 'cdk8s';
import { Artifact, definePipeline, defineTask, OutputType, PipelineRun } from '../../../src';
import type { Case } from '../case';
import { inNamespace, reasonOf, referenceOf, waitFor } from '../case';
import { kubectl, tryKubectl } from '../kubectl';
import { readTags } from '../registry';
import { IMAGE } from '../tasks';

/** What both formats say of an input: SLSA v0.2 calls it a material, v1 a resolved dependency. */
interface Dependency {
  readonly uri: string;
  readonly digest: { readonly sha256?: string };
}

interface Statement {
  readonly subject?: readonly { readonly name: string; readonly digest: { readonly sha256: string } }[];
  readonly predicate: {
    readonly materials?: readonly Dependency[];
    readonly buildDefinition?: { readonly resolvedDependencies?: readonly Dependency[] };
    readonly runDetails?: { readonly byproducts?: readonly { readonly name: string; readonly content?: string }[] };
  };
}

/** A statement, as far as it is about artifacts: `<uri>@sha256:<hex>` each. */
interface Attested {
  readonly subjects: readonly string[];
  readonly dependencies: readonly string[];
  /** Of the results of the run: what stands in the statement under their names. */
  readonly byproducts: { readonly [result: string]: unknown };
}

const setConfig = (data: object) => kubectl(['-n', 'tekton-chains', 'patch', 'configmap', 'chains-config', '--type=merge', '-p', JSON.stringify({ data })]);

/** A Pipeline with every kind of output, and a run of it. */
function program(chart: Chart, run: string): void {
  const make = defineTask(chart, 'make', {
    outputs: {
      app: Artifact.file({ subject: true }),
      tiny: Artifact.file({ subject: true }),
      report: Artifact.directory(),
      note: Artifact.file(),
      image: Artifact.file({ type: OutputType.REFERENCE }),
      none: Artifact.file({ subject: true, optional: true }),
    },
  });
  const { app, tiny, report, note, image } = make.outputs;
  make.addStep('write', {
    image: IMAGE,
    script: `seq 5000 > ${app.path}; printf tiny > ${tiny.path}; seq 3000 > ${report.path}/report; printf note > ${note.path}
printf 'registry.example.com/team/app@sha256:%064d' 1 > ${image.uri}`,
  });
  const use = defineTask(chart, 'use', { inputs: { app: Artifact.file(), note: Artifact.file() } });
  use.addStep('use', { image: IMAGE, script: `test -s ${use.inputs.app.path}` });
  const pipeline = definePipeline(chart, 'p', {});
  const { outputs } = pipeline.addTask('make', make);
  pipeline.addTask('use', use, { inputs: { app: outputs.app, note: outputs.note } });
  pipeline.addOutput('app', outputs.app);
  pipeline.addOutput('report', outputs.report);
  new PipelineRun(chart, run, { pipeline });
}

/** The statement that Chains has signed about a run. @throws an Error when it failed to, or the signature is another's */
async function statement(test: Case, kind: 'taskrun' | 'pipelinerun', name: string): Promise<Attested> {
  const { annotations, uid } = await waitFor(`Chains to sign ${kind} ${name}`, 120, async () => {
    const { metadata } = JSON.parse(await test.kubectl('get', kind, name, '-o', 'json'));
    return metadata.annotations?.['chains.tekton.dev/signed'] ? metadata : undefined;
  });
  if (annotations['chains.tekton.dev/signed'] !== 'true') throw new Error(`Chains did not sign ${kind} ${name}: ${annotations['chains.tekton.dev/signed']}`);
  const payload = Buffer.from(annotations[`chains.tekton.dev/payload-${kind}-${uid}`], 'base64');
  const envelope = JSON.parse(Buffer.from(annotations[`chains.tekton.dev/signature-${kind}-${uid}`], 'base64').toString());
  const signed = Buffer.concat([Buffer.from(`DSSEv1 ${envelope.payloadType.length} ${envelope.payloadType} ${payload.length} `), payload]);
  const key = await kubectl(['-n', 'tekton-chains', 'get', 'secret', 'signing-secrets', '-o', 'jsonpath={.data.x509\\.pem}']);
  if (!verify('sha256', signed, createPublicKey(Buffer.from(key, 'base64')), Buffer.from(envelope.signatures[0].sig, 'base64'))) {
    throw new Error(`the signature of ${kind} ${name} is not that of the cluster's key`);
  }
  return attested(JSON.parse(payload.toString()) as Statement, kind);
}

function attested({ subject = [], predicate }: Statement, kind: string): Attested {
  const dependencies = predicate.materials ?? predicate.buildDefinition?.resolvedDependencies ?? [];
  const results = kind === 'taskrun' ? 'taskRunResults/' : 'pipelineRunResults/';
  const byproducts = (predicate.runDetails?.byproducts ?? []).filter(({ name }) => name.startsWith(results));
  return {
    subjects: subject.map((entry) => `${entry.name}@sha256:${entry.digest.sha256}`).sort(),
    dependencies: dependencies.map((entry) => `${entry.uri}@sha256:${entry.digest.sha256}`),
    byproducts: Object.fromEntries(byproducts.map(({ name, content }) => [name.split('/').pop(), JSON.parse(Buffer.from(content ?? '', 'base64').toString())])),
  };
}

/** One run under one configuration of Chains, and what was signed about it. */
async function attest(test: Case, format: string, storage: string): Promise<void> {
  const name = `run-${format}-${storage}`.replace(/[^a-z0-9]+/g, '-');
  await test.apply((chart) => program(chart, name));
  const run = await test.pipelineRun(name);
  expect([name, reasonOf(run)]).toEqual([name, 'Succeeded']);
  const make = await test.taskRunOf(name, 'make');
  const use = await test.taskRunOf(name, 'use');
  if (!make || !use) throw new Error(`${name} lacks TaskRuns`);
  const text = (result: string) => `${referenceOf(make, result).uri}@${referenceOf(make, result).digest}`;
  const [app, tiny] = ['app-ARTIFACT_OUTPUTS', 'tiny-ARTIFACT_OUTPUTS'];
  const isNewer = format === 'slsa/v2alpha4';

  // Other outputs than build outputs are byproducts of SLSA v1 provenance; that of v0.2 has no place for them. What
  // stands there is the result: of stored content the reference alone.
  const others = ['image', 'none-ARTIFACT_OUTPUTS', 'note', 'report'];
  const { subjects, byproducts } = await statement(test, 'taskrun', make.metadata.name);
  expect([name, subjects]).toEqual([name, [text(app), text(tiny)].sort()]);
  expect([name, byproducts]).toEqual([name, isNewer ? Object.fromEntries(others.map((result) => [result, referenceOf(make, result)])) : {}]);
  expect(byproducts.report ?? referenceOf(make, 'report')).toEqual({ uri: test.repository, digest: expect.stringMatching(/^sha256:/) });

  // What was verified before it was used is an input.
  const consumer = await statement(test, 'taskrun', use.metadata.name);
  expect([name, consumer.subjects, consumer.dependencies]).toEqual([name, [], expect.arrayContaining([text(app)])]);

  const whole = await statement(test, 'pipelinerun', name);
  expect([name, whole.subjects]).toEqual([name, [text(app)]]);
  expect([name, whole.byproducts]).toEqual([name, isNewer ? { report: referenceOf(make, 'report') } : {}]);

  if (storage.includes('oci')) expect(await readTags(test.repository)).toContain(`${referenceOf(make, app).digest.replace(':', '-')}.att`);
}

test('Chains signs what we emit, with build outputs as subjects', inNamespace('chains', async (test) => {
  const { code } = await tryKubectl(['-n', 'tekton-chains', 'get', 'configmap', 'chains-config']);
  if (code !== 0) throw new Error('Tekton Chains is not installed in this cluster');
  const before = JSON.parse(await kubectl(['-n', 'tekton-chains', 'get', 'configmap', 'chains-config', '-o', 'json'])).data ?? {};
  const keys = ['taskrun', 'pipelinerun'].flatMap((kind) => [`artifacts.${kind}.format`, `artifacts.${kind}.storage`]);
  try {
    for (const format of ['slsa/v1', 'slsa/v2alpha4']) {
      for (const storage of ['tekton', 'tekton,oci']) {
        await setConfig(Object.fromEntries(keys.map((key) => [key, key.endsWith('format') ? format : storage])));
        // Chains watches its ConfigMap; nothing tells when it has seen the change.
        await new Promise((resolve) => setTimeout(resolve, 2000));
        await attest(test, format, storage);
      }
    }
  } finally {
    await setConfig(Object.fromEntries(keys.map((key) => [key, before[key] ?? null])));
  }
}));
