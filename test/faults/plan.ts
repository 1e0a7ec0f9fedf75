import { Dice } from '../rules/agreement/mutants';
import { BACKENDS, NETWORK_BACKENDS, type BackendName } from './backends';
import { FAULT_NAMES, type FaultName } from './faults';
import { REQUESTS, STEP_OF, type RequestKind } from './requests';

/** One run: all of it follows from seed and number. */
export interface RunPlan {
  readonly seed: number;
  readonly number: number;
  readonly backend: BackendName;
  readonly request: RequestKind;
  readonly fault: FaultName;
  /** How many requests of the kind are spared before. */
  readonly after: number;
  /** How many suffer. */
  readonly times: number;
  /** Which of the {@link CONTENTS}. */
  readonly content: ContentName;
}

/** What is stored and fetched: sizes of a file in bytes, or of the files of a directory. */
export const CONTENTS = {
  'a small file': 1_200,
  'a file': 40_000,
  'a larger file': 400_000,
  'a directory': [0, 900, 30_000, 200_000],
  // more than is kept in memory before it is sent
  'a huge directory': [50_000_000, 20_000_000],
} as const;

export type ContentName = keyof typeof CONTENTS;

/** What every backend holds from the start. */
export const USUAL_CONTENTS = (Object.keys(CONTENTS) as ContentName[]).filter((name) => name !== 'a huge directory');

/** In a bucket: the manifest, its name, and the reminder of the name. */
const OBJECTS_OF_A_NAME = 3;

/** A cell of the matrix. */
type Cell = Pick<RunPlan, 'backend' | 'request' | 'fault'>;

/** What happens to a step also where there is no network. */
const LOCAL_FAULTS = ['disk full', 'SIGKILL', 'SIGTERM'] as const;

const CELLS: readonly Cell[] = [
  ...NETWORK_BACKENDS.flatMap((backend) => REQUESTS.flatMap((request) => FAULT_NAMES.map((fault) => ({ backend, request, fault })))),
  ...(['blob GET', 'blob PUT'] as const).flatMap((request) => LOCAL_FAULTS.map((fault) => ({ backend: 'directory' as const, request, fault }))),
];

/** As many runs reach every cell once. */
export const MATRIX = CELLS.length;

/** Plans a run. Each {@link MATRIX} runs in a row have every cell once, in an order of their own. */
export function planRun(seed: number, number: number, cells = CELLS): RunPlan {
  const round = Math.floor(number / cells.length);
  const order = shuffled(cells, new Dice(seed * 7919 + round));
  const dice = diceOf(seed, number);
  const often = dice.below(10);
  const cell = order[number % cells.length];
  return {
    seed,
    number,
    ...cell,
    after: dice.below(cell.request === 'tag PUT' && cell.backend !== 'oci' ? OBJECTS_OF_A_NAME : 1),
    times: often < 5 ? 1 : often < 7 ? 2 : Infinity,
    content: cell.fault === 'disk full' && STEP_OF[cell.request] === 'upload' && dice.below(8) === 0 ? 'a huge directory' : dice.pick(USUAL_CONTENTS),
  };
}

/** The chance of a run. */
export function diceOf(seed: number, number: number): Dice {
  return new Dice(seed * 1_000_003 + number);
}

/** The cells that words name: backends, requests and faults, any of each kind. */
export function cellsOf(words: readonly string[]): readonly Cell[] {
  const known = new Set<string>([...BACKENDS, ...REQUESTS, ...FAULT_NAMES]);
  const unknown = words.find((word) => !known.has(word));
  if (unknown !== undefined) throw new Error(`'${unknown}' is none of ${[...known].join(', ')}`);
  const among = (names: readonly string[], name: string) => !words.some((word) => names.includes(word)) || words.includes(name);
  return CELLS.filter(({ backend, request, fault }) => among(BACKENDS, backend) && among(REQUESTS, request) && among(FAULT_NAMES, fault));
}

function shuffled<T>(items: readonly T[], dice: Dice): T[] {
  const order = [...items];
  for (let at = order.length - 1; at > 0; at--) {
    const other = dice.below(at + 1);
    [order[at], order[other]] = [order[other], order[at]];
  }
  return order;
}
