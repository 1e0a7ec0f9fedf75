/**
 * The fault matrix: steps of the bundled program against real servers, over a network and a server that misbehave.
 *
 * Every run follows from seed and number alone. Needs root (small disks are mounted) and the servers of
 * test/servers/install.sh.
 */
import { existsSync } from 'fs';
import { parseArgs } from 'util';
import { BACKENDS } from './backends';
import { cellsOf, MATRIX, planRun, type RunPlan } from './plan';
import { AGENT } from './program';
import { resultTable, zeroTable } from './report';
import { runFault, type Outcome } from './run';
import { startWorld } from './world';

const HELP = `usage: npm run faults -- [options] [backend | request | fault ...]

Steps of the bundled program against real servers, over a network and a server that misbehave.

  --runs <n>    how many [${MATRIX}: every cell of fault, request and backend once]
  --seed <n>    what they follow from [1]
  --only <n>    the run of this number alone
  --at-once <n> how many at the same time [6]
  --verbose     says what came of every run
  --help        this text

Words leave out all others of their kind: \`npm run faults -- --runs 100 s3 "corrupt byte"\`.`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    'runs': { type: 'string', default: String(MATRIX) },
    'seed': { type: 'string', default: '1' },
    'only': { type: 'string' },
    'at-once': { type: 'string', default: '6' },
    'verbose': { type: 'boolean', default: false },
    'help': { type: 'boolean', default: false },
  },
});

/** Between two lines that say how far it is, in milliseconds. */
const PROGRESS = 10_000;

async function main(): Promise<void> {
  if (values.help) return console.log(HELP);
  if (!existsSync(AGENT)) throw new Error('there is no bundled program, run `npx projen bundle`');
  if (process.getuid?.() !== 0) throw new Error('small disks are mounted, run it as root');
  const seed = Number(values.seed);
  const cells = cellsOf(positionals);
  const numbers = values.only === undefined ? [...Array(Number(values.runs)).keys()] : [Number(values.only)];
  const plans = numbers.map((number) => planRun(seed, number, cells));
  const backends = BACKENDS.filter((name) => plans.some(({ backend }) => backend === name));
  const started = Date.now();
  const world = await startWorld(backends);
  const outcomes: Outcome[] = [];
  const progress = setInterval(() => console.error(`${outcomes.length} of ${plans.length} runs, ${failed(outcomes).length} failed, ${Math.round((Date.now() - started) / 1000)} s`), PROGRESS);
  try {
    const queue = plans.values();
    // what is under way is still judged and counted
    process.once('SIGINT', () => [...queue]);
    await Promise.all(Array.from({ length: Number(values['at-once']) }, async () => {
      for (const plan of queue) {
        const outcome = await runFault(world, plan);
        outcomes.push(outcome);
        tell(outcome);
      }
    }));
  } finally {
    clearInterval(progress);
    await world.stop();
  }
  const bad = failed(outcomes).length;
  console.log(`\n${resultTable(outcomes, backends)}\n\n${zeroTable(outcomes)}\n`);
  console.log(`Tests: ${outcomes.length - bad} passed, ${bad} failed, ${outcomes.length} total (faults, seed ${seed}, ${Math.round((Date.now() - started) / 1000)} s)`);
  process.exitCode = bad === 0 ? 0 : 1;
}

function failed(outcomes: readonly Outcome[]): readonly Outcome[] {
  return outcomes.filter(({ problems }) => problems.length > 0);
}

function tell({ plan, code, problems, said }: Outcome): void {
  if (problems.length === 0 && !values.verbose) return;
  console.log(`run ${plan.number}: ${nameOf(plan)}: ${code}`);
  problems.forEach(({ zero, text }) => console.log(`  ${zero}: ${text}`));
  if (problems.length > 0) console.log(`  ${said.trim().replaceAll('\n', '\n  ')}\n  again: npm run faults -- --seed ${plan.seed} --only ${plan.number}${positionals.map((word) => ` '${word}'`).join('')}`);
}

function nameOf({ backend, request, fault, times, content }: RunPlan): string {
  return `${backend}, ${request} suffers ${fault}${times === Infinity ? ' always' : times === 2 ? ' twice' : ''} (${content})`;
}

void main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
