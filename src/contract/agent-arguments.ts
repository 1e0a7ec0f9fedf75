import * as z from 'zod/mini';
import { fetchPlanSchema, referencesPlanSchema, uploadPlanSchema } from './agent-plan';
import type { FetchPlan, ReferencesPlan, UploadPlan } from './agent-plan';

/** Keys of a plan that hold one JSON object an argument, under the singular name. */
const REPEATED: { readonly [key: string]: string } = { inputs: 'input', outputs: 'output', references: 'reference' };

/** Keys of a plan that hold JSON; the others hold text as it is. */
const JSON_KEYS = new Set(['default', 'claim', 'containers']);

/** Writes the plan of a step as arguments: `--<key>=<text or JSON>`, one JSON object for each input and output. */
export function planArguments(plan: FetchPlan | UploadPlan): string[] {
  return Object.entries(plan).flatMap(([key, value]) => {
    if (value === undefined) return [];
    if (Array.isArray(value)) return value.map((item) => `--${REPEATED[key]}=${writeJson(item)}`);
    return [`--${key}=${JSON_KEYS.has(key) ? writeJson(value) : String(value)}`];
  });
}

/** JSON without `$`: Tekton would take `$(...)` for a variable, and Kubernetes turns `$$` into `$`. */
function writeJson(value: unknown): string {
  return JSON.stringify(value).replaceAll('$', '\\u0024');
}

/** What stands behind `--` in the arguments: values of array params, which Tekton spreads over arguments. */
export interface Sections {
  /** The references of each list input, by name. */
  readonly lists: ReadonlyMap<string, readonly string[]>;
  /** The condition of the PipelineTask, see {@link conditionElements}. */
  readonly when: readonly string[];
}

/** The argument that opens the section of a list input. */
export function listHeader(input: string): string {
  return `list:${input}`;
}

/** The argument that opens the section of the condition. */
export const WHEN_HEADER = 'when:';

/** Reads the arguments of `fetch`. @throws Error for anything that {@link planArguments} does not write */
export function parseFetchArguments(args: readonly string[]): { readonly plan: FetchPlan; readonly sections: Sections } {
  const { head, tail } = split(args);
  const plan = readPlan(head, fetchPlanSchema, 'inputs');
  const lists = plan.inputs.filter((input) => input.codec === 'list').map((input) => input.name);
  return { plan, sections: readSections(tail, lists) };
}

/** Reads the arguments of `upload`. @throws Error for anything that {@link planArguments} does not write */
export function parseUploadArguments(args: readonly string[]): UploadPlan {
  return readPlan(args, uploadPlanSchema, 'outputs');
}

/** Reads the arguments of `exists` and `delete`: references as they are, and options as in a plan. @throws Error for others */
export function parseReferenceArguments(args: readonly string[]): ReferencesPlan {
  const isOption = (arg: string) => arg.startsWith('--');
  const references = args.filter((arg) => !isOption(arg));
  return readPlan([...args.filter(isOption), ...references.map((text) => `--reference=${JSON.stringify(text)}`)], referencesPlanSchema, 'references');
}

function split(args: readonly string[]): { head: readonly string[]; tail: readonly string[] } {
  const at = args.indexOf('--');
  return at < 0 ? { head: args, tail: [] } : { head: args.slice(0, at), tail: args.slice(at + 1) };
}

function readPlan<T>(args: readonly string[], schema: z.ZodMiniType<T>, repeated: 'inputs' | 'outputs' | 'references'): T {
  const items: unknown[] = [];
  const raw = new Map<string, unknown>([[repeated, items]]);
  for (const arg of args) {
    const match = /^--([A-Za-z]+)=(.*)$/s.exec(arg);
    if (!match) throw new Error(`unknown argument '${arg}', expected --<key>=<value>`);
    const [, key, text] = match;
    if (key === REPEATED[repeated]) items.push(readJson(key, text));
    else if (raw.has(key)) throw new Error(`argument '--${key}' is given twice`);
    else raw.set(key, JSON_KEYS.has(key) ? readJson(key, text) : text);
  }
  const result = schema.safeParse(Object.fromEntries(raw));
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  if (issue.code === 'unrecognized_keys') {
    throw new Error(`unknown argument '--${[...issue.path, issue.keys[0]].join('.')}'`);
  }
  throw new Error(`argument '--${issue.path.join('.')}' is not valid: ${issue.message}`);
}

function readJson(key: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Error(`argument '--${key}' is not valid: expected JSON, got '${text}'`, { cause });
  }
}

/**
 * Reads the sections behind `--`.
 *
 * The elements come from other Tasks. A header among them would move content to another input or decide whether the
 * Task runs, so headers stand in one order, the condition first: one that was slipped in comes too late or twice.
 */
function readSections(args: readonly string[], lists: readonly string[]): Sections {
  const expected = [WHEN_HEADER, ...lists.map(listHeader)];
  const found = new Map<string, string[]>();
  let last = -1;
  for (const arg of args) {
    const at = expected.indexOf(arg);
    if (at >= 0) {
      if (at <= last) throw new Error(`section '${arg}' is given twice or out of order, expected ${expected.join(', ')}`);
      found.set(arg, []);
      last = at;
    } else if (last >= 0) {
      found.get(expected[last])?.push(arg);
    } else {
      throw new Error(`unexpected '${arg}' behind '--', expected one of ${expected.join(', ')}`);
    }
  }
  for (const header of lists.map(listHeader)) {
    if (!found.has(header)) throw new Error(`section '${header}' is missing`);
  }
  return {
    lists: new Map(lists.map((list) => [list, found.get(listHeader(list)) ?? []])),
    when: found.get(WHEN_HEADER) ?? [],
  };
}
