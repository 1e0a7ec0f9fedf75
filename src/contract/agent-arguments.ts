import * as z from 'zod';
import { fetchPlanSchema, referencesPlanSchema, uploadPlanSchema } from './agent-plan';
import type { FetchPlan, ReferencesPlan, UploadPlan } from './agent-plan';

/** Keys of a plan that hold one JSON object an argument, under the singular name. */
const REPEATED: { readonly [key: string]: string } = { inputs: 'input', outputs: 'output', references: 'reference' };

/** Writes the plan of a step as arguments: `--<key>=<text or JSON>`, one JSON object for each input and output. */
export function planArguments(plan: FetchPlan | UploadPlan): string[] {
  return Object.entries(plan).flatMap(([key, value]) => {
    if (value === undefined) return [];
    if (Array.isArray(value)) return value.map((item) => `--${REPEATED[key]}=${JSON.stringify(item)}`);
    return [`--${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`];
  });
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

function readPlan<T>(args: readonly string[], schema: z.ZodType<T>, repeated: 'inputs' | 'outputs' | 'references'): T {
  const raw: { [key: string]: unknown } = { [repeated]: [] };
  for (const arg of args) {
    const match = /^--([A-Za-z]+)=(.*)$/s.exec(arg);
    if (!match) throw new Error(`unknown argument '${arg}', expected --<key>=<value>`);
    const [, key, text] = match;
    if (key === REPEATED[repeated]) (raw[repeated] as unknown[]).push(JSON.parse(text));
    else if (key in raw) throw new Error(`argument '--${key}' is given twice`);
    else raw[key] = /^[[{\d]/.test(text) ? JSON.parse(text) : text;
  }
  const result = schema.safeParse(raw);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new Error(`argument '--${issue.path.join('.')}' is not valid: ${issue.message}`);
}

/**
 * Reads the sections behind `--`.
 *
 * The elements come from other Tasks. A header among them would move content to another input, so every header
 * must stand exactly once and in the order of the plan.
 */
function readSections(args: readonly string[], lists: readonly string[]): Sections {
  const expected = new Set([WHEN_HEADER, ...lists.map(listHeader)]);
  const found = new Map<string, string[]>();
  let current: string[] | undefined;
  for (const arg of args) {
    if (expected.has(arg)) {
      if (found.has(arg)) throw new Error(`section '${arg}' is given twice`);
      found.set(arg, current = []);
    } else if (current) {
      current.push(arg);
    } else {
      throw new Error(`unexpected '${arg}' behind '--', expected one of ${[...expected].join(', ')}`);
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
