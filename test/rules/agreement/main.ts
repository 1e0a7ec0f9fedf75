/**
 * Compares the rules of the pack `tekton` with Tekton's own code, document by document.
 *
 * usage: npx tsx test/rules/agreement/main.ts [--mutants 10000] [--seed 1] [--show 20] [--table] [path..]
 *
 * Judges Tekton's examples (its Go module), our golden files, paths that are given, and mutants of all of them. Needs Go.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readYaml } from '../../../src/cli/validate/read-yaml';
import type { Agreement } from './compare';
import { compare, LEVELS } from './compare';
import { officialExamples, yamlFiles } from './corpus';
import { Dice, type Json, mutantOf } from './mutants';
import { Oracle } from './oracle';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    mutants: { type: 'string', default: '10000' },
    seed: { type: 'string', default: '1' },
    show: { type: 'string', default: '20' },
  },
});

const TARGET = { files: 1, mutants: 0.995 };
const PER_FILE = 500;

const oracle = Oracle.build();
const golden = yamlFiles(join(__dirname, '..', '..', 'cases'));
const corpora: { readonly name: string; readonly files: readonly string[] }[] = [
  { name: "Tekton's examples/v1", files: yamlFiles(officialExamples()) },
  { name: 'our golden files', files: golden },
  ...positionals.map((path) => ({ name: path, files: yamlFiles(path) })),
];

const rows: { readonly name: string; readonly agreement: Agreement; readonly target: number }[] = [];
for (const { name, files } of corpora) rows.push({ name, agreement: compare(oracle.judge(files)), target: TARGET.files });

const folder = mkdtempSync(join(tmpdir(), 'agreement-'));
try {
  const seeds = corpora.flatMap(({ files }) => files).flatMap(documentsIn);
  const files = writeMutants(seeds, Number(values.mutants));
  rows.push({ name: `mutants (seed ${values.seed})`, agreement: compare(oracle.judge(files)), target: TARGET.mutants });
} finally {
  rmSync(folder, { recursive: true });
}
print();

function documentsIn(file: string): Json[] {
  return readYaml(file, readFileSync(file, 'utf8')).filter(({ isTekton, textProblems }) => isTekton && textProblems.length === 0)
    .map(({ source }) => source as Json);
}

/** JSON is YAML, and keeps every oddity of a mutant. */
function writeMutants(seeds: readonly Json[], count: number): string[] {
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
    for (const { level, where, falsePositive, ours, theirs } of agreement.disagreements.slice(0, Number(values.show))) {
      console.log(`\n${name}, ${level}: ${where}\n  ${falsePositive ? `only the rules refuse: ${ours.join('\n    ')}` : `only Tekton refuses: ${theirs}`}`);
    }
  }
}
