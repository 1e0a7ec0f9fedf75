/**
 * Asks other checkers and ours about the same documents, and compares them with Tekton's own code.
 *
 * usage: npm install --prefix <folder> @ibm/tekton-lint@1.1.0
 *        GOBIN=<folder> go install github.com/yannh/kubeconform/cmd/kubeconform@v0.8.0
 *        npx tsx test/rules/agreement/peers.ts <folder> [path..]
 *
 * Every document is a file of its own, as the webhook sees it; without paths, those of Tekton's examples. kubeconform gets
 * the schemas of Tekton's CRDs.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseAllDocuments, stringify } from 'yaml';
import { readYaml } from '../../../src/cli/validate/read-yaml';
import { admissionProblems, isJudged } from './compare';
import { officialExamples, oldExamples, yamlFiles } from './corpus';
import { Oracle } from './oracle';

/** Whether a tool takes a document; undefined where it cannot say. */
type Verdicts = ReadonlyMap<string, boolean | undefined>;

const [peers, ...paths] = process.argv.slice(2);
const work = mkdtempSync(join(tmpdir(), 'peers-'));
const documents = join(work, 'documents');
mkdirSync(documents);

async function main(): Promise<void> {
  const files = writeDocuments();
  const verdicts = Oracle.build().judge(files).filter(({ kind }) => isJudged(kind));
  const truth = new Map(verdicts.map(({ file, refused }) => [file, refused.alpha === undefined]));
  const judged = [...truth.keys()];
  console.log(`${judged.length} documents, ${[...truth.values()].filter((taken) => !taken).length} of them refused by Tekton (all flags on)\n`);
  console.log('| tool | no verdict | same verdict | false positives | false negatives |\n|---|---|---|---|---|');
  print('cdk8s-tekton validate --pack tekton', ours(judged), truth);
  print('kubeconform -strict', kubeconform(), truth);
  print('tekton-lint', await tektonLint(judged), truth);
}

function writeDocuments(): string[] {
  const sources = (paths.length > 0 ? paths : [officialExamples(), oldExamples()]).flatMap(yamlFiles).filter((file) => readFileSync(file, 'utf8').includes('tekton.dev/'));
  return sources.flatMap((source) => readYaml(source, readFileSync(source, 'utf8'))).filter(({ isTekton }) => isTekton).map(({ source }, index) => {
    const file = join(documents, `${String(index).padStart(5, '0')}.yaml`);
    writeFileSync(file, stringify(source, { aliasDuplicateObjects: false }));
    return file;
  });
}

function ours(files: readonly string[]): Verdicts {
  return new Map(files.map((file) => [file, readYaml(file, readFileSync(file, 'utf8')).every((document) => admissionProblems(document, 'alpha').length === 0)]));
}

/** Schemas as kubeconform's own script makes them of CRDs: what is not named is not allowed. */
function writeSchemas(): string {
  const folder = join(work, 'schemas');
  mkdirSync(folder);
  for (const file of yamlFiles(join(officialExamples(), '..', '..', 'config', '300-crds'))) {
    for (const crd of parseAllDocuments(readFileSync(file, 'utf8')).map((document) => document.toJS() as Crd | null).filter((each) => each !== null)) {
      for (const { name, schema } of crd.spec.versions) {
        writeFileSync(join(folder, `${crd.spec.names.kind.toLowerCase()}-tekton-${name}.json`), JSON.stringify(closed(schema.openAPIV3Schema)));
      }
    }
  }
  return folder;
}

interface Crd {
  readonly spec: {
    readonly names: { readonly kind: string };
    readonly versions: readonly { readonly name: string; readonly schema: { readonly openAPIV3Schema: Schema } }[];
  };
}

type Schema = { readonly [keyword: string]: unknown };

function closed(schema: Schema): Schema {
  const { properties, items, additionalProperties } = schema as { readonly [keyword: string]: Schema | undefined };
  return {
    ...schema,
    ...items ? { items: closed(items) } : {},
    ...additionalProperties ? { additionalProperties: closed(additionalProperties) } : {},
    ...properties ? { properties: Object.fromEntries(Object.entries(properties).map(([name, inner]) => [name, closed(inner as Schema)])) } : {},
    ...properties && !additionalProperties && !schema['x-kubernetes-preserve-unknown-fields'] ? { additionalProperties: false } : {},
  };
}

function kubeconform(): Verdicts {
  const schemas = join(writeSchemas(), '{{.ResourceKind}}-{{.Group}}-{{.ResourceAPIVersion}}.json').replace('{{.Group}}', 'tekton');
  const { stdout } = spawnSync(join(peers, 'kubeconform'), ['-strict', '-output', 'json', '-verbose', '-schema-location', schemas, documents], { encoding: 'utf8', maxBuffer: 1 << 28 });
  const { resources } = JSON.parse(stdout) as { readonly resources: readonly { readonly filename: string; readonly status: string }[] };
  return new Map(resources.map(({ filename, status }) => [filename, status === 'statusValid' ? true : status === 'statusInvalid' ? false : undefined]));
}

/** By its library, since its command takes a second a file; what is in other files is not asked for. */
async function tektonLint(files: readonly string[]): Promise<Verdicts> {
  writeFileSync(join(work, '.tektonlintrc.yaml'), 'rules: {no-missing-resource: off, no-pipeline-missing-task: off}\n');
  const { Config, Linter } = await import(pathToFileURL(join(peers, 'node_modules', '@ibm', 'tekton-lint', 'dist', 'index.js')).href) as TektonLint;
  const verdicts = new Map<string, boolean | undefined>();
  for (const file of files) {
    try {
      const problems = await Linter.run(new Config({ _: [file], config: work, format: 'json' }));
      verdicts.set(file, !problems.some(({ level }) => level === 'error'));
    } catch {
      verdicts.set(file, undefined);
    }
  }
  return verdicts;
}

interface TektonLint {
  readonly Config: new (args: object) => object;
  readonly Linter: { run(config: object): Promise<readonly { readonly level: string }[]> };
}

function print(tool: string, verdicts: Verdicts, truth: Verdicts): void {
  const answers = [...truth].map(([file, taken]) => ({ taken, said: verdicts.get(file) }));
  const count = (matches: (answer: typeof answers[number]) => boolean): number => answers.filter(matches).length;
  const same = count(({ taken, said }) => taken === said);
  console.log(`| ${[
    tool, count(({ said }) => said === undefined), `${(same / answers.length * 100).toFixed(1)} %`, count(({ taken, said }) => taken === true && said === false),
    count(({ taken, said }) => taken === false && said === true),
  ].join(' | ')} |`);
}

main().finally(() => rmSync(work, { recursive: true })).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
