/**
 * Compares the rules of the pack `tekton` with Tekton's own code, document by document.
 *
 * usage: npx tsx test/rules/agreement/main.ts [--mutants 10000] [--seed 1] [--show 20] [path..]
 *        npx tsx test/rules/agreement/main.ts --dir <checkout>... [--mutants 0]
 *
 * Judges Tekton's examples (its Go modules), our golden files, paths that are given, and mutants of all of them; with
 * --dir, checkouts of what others have published instead. Needs Go.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { readYaml } from '../../../src/cli/validate/read-yaml';
import type { Agreement } from './compare';
import { compare, LEVELS } from './compare';
import { commitOf, officialExamples, oldExamples, yamlFiles } from './corpus';
import { Dice, type Json, mutantOf } from './mutants';
import { Oracle } from './oracle';

const { values: given, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    mutants: { type: 'string' },
    dir: { type: 'string', multiple: true },
    seed: { type: 'string', default: '1' },
    show: { type: 'string', default: '20' },
  },
});
const values = { mutants: given.dir ? '0' : '10000', ...given };

const TARGET = { files: 1, mutants: 0.995, collections: 0.995 };
const PER_FILE = 500;

/** YAML files that are compared together. */
interface Corpus {
  readonly name: string;
  readonly files: readonly string[];
  /** The part of the documents that must have the same verdict. */
  readonly target: number;
}

const oracle = Oracle.build();
const rows: (Corpus & { readonly agreement: Agreement })[] = [];
const corpora = values.dir ? values.dir.map(collection) : own();
for (const corpus of corpora) rows.push({ ...corpus, agreement: compare(oracle.judge(corpus.files)) });
if (Number(values.mutants) > 0) rows.push(compareMutants(corpora.flatMap(({ files }) => files).flatMap(documentsIn)));
print();

function own(): Corpus[] {
  return [
    { name: "Tekton's examples/v1", files: yamlFiles(officialExamples()), target: TARGET.files },
    { name: "Tekton's examples/v1beta1", files: yamlFiles(oldExamples()), target: TARGET.files },
    { name: 'our golden files', files: yamlFiles(join(__dirname, '..', '..', 'cases')), target: TARGET.files },
    ...positionals.map((path) => ({ name: path, files: yamlFiles(path), target: TARGET.files })),
  ];
}

/** What others have published: only files that speak of Tekton. */
function collection(directory: string): Corpus {
  const files = yamlFiles(directory).filter((file) => readFileSync(file, 'utf8').includes('tekton.dev/'));
  return { name: `${basename(directory)} (${commitOf(directory)})`, files, target: TARGET.collections };
}

function compareMutants(seeds: readonly Json[]): typeof rows[number] {
  const folder = mkdtempSync(join(tmpdir(), 'agreement-'));
  try {
    const files = writeMutants(folder, seeds, Number(values.mutants));
    return { name: `mutants (seed ${values.seed})`, files, target: TARGET.mutants, agreement: compare(oracle.judge(files)) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function documentsIn(file: string): Json[] {
  return readYaml(file, readFileSync(file, 'utf8')).filter(({ isTekton, textProblems }) => isTekton && textProblems.length === 0)
    .map(({ source }) => source as Json);
}

/** JSON is YAML, and keeps every oddity of a mutant. */
function writeMutants(folder: string, seeds: readonly Json[], count: number): string[] {
  const dice = new Dice(Number(values.seed));
  const files: string[] = [];
  for (let start = 0; start < count; start += PER_FILE) {
    const texts = Array.from({ length: Math.min(PER_FILE, count - start) }, () => JSON.stringify(mutantOf(dice.pick(seeds), seeds, dice)));
    const file = join(folder, `${String(start).padStart(6, '0')}.yaml`);
    writeFileSync(file, texts.join('\n---\n'));
    files.push(file);
  }
  return files;
}

function print(): void {
  console.log('| corpus | flags | documents | refused by Tekton | same verdict | false positives | false negatives |\n|---|---|---|---|---|---|---|');
  for (const { name, agreement: { documents, refused, disagreements }, target } of rows) {
    for (const level of LEVELS) {
      const here = disagreements.filter((each) => each.level === level);
      const positives = here.filter(({ falsePositive }) => falsePositive).length;
      const same = (documents - here.length) / documents;
      console.log(`| ${name} | ${level} | ${documents} | ${refused[level]} | ${(same * 100).toFixed(2)} % | ${positives} | ${here.length - positives} |`);
      if (same < target) process.exitCode = 1;
    }
  }
  for (const { name, agreement } of rows) {
    if (agreement.unlike.length > 0) console.log(`\n${name}: ${agreement.unlike.length} files are no YAML to one of both, and left out: ${agreement.unlike.slice(0, 5).join(', ')}`);
    for (const { level, where, falsePositive, ours, theirs } of agreement.disagreements.slice(0, Number(values.show))) {
      console.log(`\n${name}, ${level}: ${where}\n  ${falsePositive ? `only the rules refuse: ${ours.join('\n    ')}` : `only Tekton refuses: ${theirs}`}`);
    }
  }
}
