import { createPublicKey, verify } from 'crypto';
import type { Chart } from 'cdk8s';
import { Artifact, definePipeline, defineTask, OutputType, PipelineRun } from '../../../src';
import type { Case } from '../case';
import { inNamespace, reasonOf, referenceOf, waitFor } from '../case';
import { kubectl, tryKubectl } from '../kubectl';
import { readTags } from '../registry';
import { IMAGE } from '../tasks';

interface Statement {
  readonly predicate: { readonly runDetails?: { readonly byproducts?: readonly { readonly name: string; readonly content?: string }[] } };
  readonly subject: readonly { readonly name: string; readonly digest: { readonly sha256: string } }[];
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
async function statement(test: Case, kind: string, name: string): Promise<{ subjects: string[]; byproducts: { [name: string]: string } }> {
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
  const { subject, predicate } = JSON.parse(payload.toString()) as Statement;
  return {
    subjects: (subject ?? []).map((entry) => `${entry.name}@sha256:${entry.digest.sha256}`).sort(),
    byproducts: Object.fromEntries((predicate.runDetails?.byproducts ?? []).map((entry) =>
      [entry.name, Buffer.from(entry.content ?? '', 'base64').toString()])),
  };
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
        await new Promise((resolve) => setTimeout(resolve, 2000));
        const name = `run-${format}-${storage}`.replace(/[^a-z0-9]+/g, '-');
        await test.apply((chart) => program(chart, name));
        const run = await test.pipelineRun(name);
        expect([name, reasonOf(run)]).toEqual([name, 'Succeeded']);

        const make = await test.taskRunOf(name, 'make');
        const use = await test.taskRunOf(name, 'use');
        if (!make || !use) throw new Error(`${name} lacks TaskRuns`);
        const reference = (result: string) => `${referenceOf(make, result).uri}@${referenceOf(make, result).digest}`;
        const ofTask = await statement(test, 'taskrun', make.metadata.name);
        expect([name, ofTask.subjects]).toEqual([name, [reference('app-ARTIFACT_OUTPUTS'), reference('tiny-ARTIFACT_OUTPUTS')].sort()]);
        // Other outputs are byproducts of SLSA v1 provenance; that of v0.2 has no place for them.
        console.log(JSON.stringify(ofTask.byproducts));
        await statement(test, 'taskrun', use.metadata.name);
        const ofPipeline = await statement(test, 'pipelinerun', name);
        expect([name, ofPipeline.subjects]).toEqual([name, [reference('app-ARTIFACT_OUTPUTS')]]);
        if (storage.includes('oci')) {
          expect(await readTags(test.repository)).toContain(`${referenceOf(make, 'app-ARTIFACT_OUTPUTS').digest.replace(':', '-')}.att`);
        }
      }
    }
  } finally {
    await setConfig(Object.fromEntries(keys.map((key) => [key, before[key] ?? null])));
  }
}));
