/**
 * What artifacts cost on a cluster: `npm run e2e -- --numbers [rounds]`.
 *
 * Every round runs each shape once, in another order; what is told are medians, and medians of the difference to the
 * run without artifacts of the same round. The clocks of this machine and of the nodes must agree.
 */
import { Case } from '../case';
import { Api } from './api';
import type { ResultBytes } from './bytes';
import { manyOutputs, manyStrings, resultBytes } from './bytes';
import type { TaskTimes } from './rounds';
import { median, Rounds, shuffled } from './rounds';
import type { Shape } from './shapes';
import { declare, shapes } from './shapes';

const MANY = [1, 5, 20, 100];
/** The user's step, and `prepare` and `place-scripts` of Tekton's. */
const PLAIN_CONTAINERS = 3;
const s = (seconds: number) => seconds.toFixed(2);

async function main(rounds: number): Promise<void> {
  const image = process.env.E2E_ORAS_IMAGE;
  if (!image) throw new Error('E2E_ORAS_IMAGE is not set: an image with bash, tar, gzip and oras, for the emulation of what Konflux runs');
  const test = await Case.start('numbers');
  const api = await Api.start();
  try {
    const all = shapes(`${test.repository}/strings`, image);
    await test.apply(declare);
    for (const { objects } of all) if (objects.length) await test.applyObjects(objects);
    const runs = new Rounds(test, api);

    console.log(`\n${rounds} rounds; seconds, medians\n`);
    await bytes(test);
    await overhead(test, runs, all, rounds);
    await handOver(runs, all, rounds);
  } finally {
    api.stop();
    await test.end();
  }
}

/** TaskRuns: one output, and one input beside it, against the same Task without artifacts. */
async function overhead(test: Case, runs: Rounds, all: readonly Shape[], rounds: number): Promise<void> {
  const inputs = new Map<string, unknown>();
  for (const shape of all) inputs.set(shape.name, await runs.input(shape));
  const variants = all.flatMap((shape) => (shape.name === 'plain' ? ['both'] : ['make', 'both']).map((task) =>
    ({ shape, task, times: [] as TaskTimes[], counted: undefined as ResultBytes | undefined })));
  for (let round = 0; round < rounds; round++) {
    for (const variant of shuffled(variants)) {
      const { run, times } = await runs.task(variant.shape, variant.task, variant.task === 'make' ? undefined : inputs.get(variant.shape.name));
      variant.times.push(times);
      variant.counted ??= await resultBytes(test, run);
    }
  }
  console.log('| Task | steps added | to the user step | from it to the end | in all | more than without | ratio | result bytes |');
  console.log('|---|---|---|---|---|---|---|---|');
  const totals = (times: readonly TaskTimes[]) => times.map(({ total }) => total);
  const base = totals(variants[0].times);
  for (const { shape, task, times, counted } of variants) {
    const more = median(totals(times).map((total, round) => total - base[round]));
    const ratio = median(totals(times).map((total, round) => total / base[round]));
    const what = shape.name === 'plain' ? '' : task === 'make' ? ': an output' : ': an input and an output';
    console.log(`| ${shape.title}${what} | ${(counted?.containers ?? 0) - PLAIN_CONTAINERS} | ${s(median(times.map(({ before }) => before)))} | `
      + `${s(median(times.map(({ after }) => after)))} | ${s(median(totals(times)))} | ${s(more)} | ${s(ratio)} | ${counted?.sum} |`);
  }
}

/** PipelineRuns: from the end of the producer's user step to the start of the consumer's. */
async function handOver(runs: Rounds, all: readonly Shape[], rounds: number): Promise<void> {
  const seconds = new Map<string, number[]>(all.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const shape of shuffled(all)) seconds.get(shape.name)?.push(await runs.handOver(shape));
  }
  const base = seconds.get('plain') ?? [];
  console.log('\n| Pipeline | producer\'s end to consumer\'s start | more than without | ratio |\n|---|---|---|---|');
  for (const { name, title } of all) {
    const own = seconds.get(name) ?? [];
    console.log(`| ${title} | ${s(median(own))} | ${s(median(own.map((time, round) => time - base[round])))} | ${s(median(own.map((time, round) => time / base[round])))} |`);
  }
}

/** Result bytes by the number of outputs, beside one string result for each. */
async function bytes(test: Case): Promise<void> {
  console.log('\n| outputs | declared: bytes of the largest message, results that arrive | strings: the same |\n|---|---|---|');
  for (const count of MANY) {
    const declared = await manyOutputs(test, count);
    const strings = await manyStrings(test, count);
    console.log(`| ${count} | ${declared.largest} of ${declared.share}, ${declared.arrived} | ${strings.largest} of ${strings.share}, `
      + `${strings.arrived}${strings.succeeded ? '' : ', failed'} |`);
  }
}

main(Number(process.argv[2] ?? 10)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
