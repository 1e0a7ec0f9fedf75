import { join } from 'path';
import type { Sections } from '../../contract/agent-arguments';
import { inputVariables, RUN_RESULT, type FetchInput, type FetchPlan } from '../../contract/agent-plan';
import { BLANK_REFERENCE, isBlank, parseReference, referenceProblem, splitSelector, type WireReference } from '../../contract/artifact-reference';
import { holds, parseCondition } from '../../contract/condition';
import { messageBytes, safeMessageBudget, type MessageEntry } from '../../contract/result-budget';
import { Staging } from '../archive';
import { isInline, shownReference } from '../artifact/inline';
import { readArtifact } from '../artifact/read-artifact';
import { artifactLines } from '../artifact-log';
import { loadSettings } from '../config/settings';
import { AgentError, messageOf } from '../errors';
import { about } from '../failure';
import { inParallel } from '../in-parallel';
import type { Invocation } from '../invocation';
import { ResultFiles } from '../result-files';
import { StoreOpener } from '../stores/open-store';

const AT_ONCE = 4;

/** Memory for content that is being verified, of all inputs together; more goes through scratch files. */
const MEMORY = 64 * 1024 * 1024;

/** What the inputs of a step share. */
interface FetchContext {
  readonly plan: FetchPlan;
  readonly stores: StoreOpener;
  readonly invocation: Invocation;
  readonly signal: AbortSignal;
  /** The references of the inputs that are in place, by name. */
  readonly verified: Map<string, WireReference>;
}

/** One reference of an input, and where its content goes. */
interface Item {
  readonly place: string;
  readonly reference: WireReference;
  readonly path: string;
}

/**
 * The fetch step: brings the content of all inputs to their paths, verified, before a user's step starts.
 *
 * Says by the step result `run` whether user steps run at all; where they do not, nothing is fetched.
 */
export async function fetchInputs(plan: FetchPlan, sections: Sections, invocation: Invocation): Promise<number> {
  const run = holds(condition(sections));
  await ResultFiles.find(invocation)?.write(RUN_RESULT, run ? 'yes' : 'no');
  if (!run) {
    invocation.print("the 'when' of this task does not hold, nothing is fetched and its steps are skipped");
    return 0;
  }
  const stop = new AbortController();
  const signal = AbortSignal.any([invocation.signal, stop.signal]);
  const stores = new StoreOpener({ ...await loadSettings(plan), plan, env: invocation.env, print: invocation.print, signal });
  const context: FetchContext = { plan, stores, invocation, signal, verified: new Map() };
  try {
    await inParallel(plan.inputs, AT_ONCE, (input) => about(`input '${input.name}'`, () => fetchInput(input, sections, context)), () => stop.abort());
    await recordInputs(context);
  } finally {
    await stores.close();
  }
  return 0;
}

function condition({ when }: Sections) {
  try {
    return parseCondition(when);
  } catch (error) {
    throw new AgentError('USAGE', messageOf(error), { cause: error });
  }
}

async function fetchInput(input: FetchInput, sections: Sections, context: FetchContext): Promise<void> {
  if (input.codec === 'list') return fetchList(input, sections.lists.get(input.name) ?? [], context);
  const reference = checked(input, () => readReference(input, context.invocation), 'reference');
  await fetchItem(input, { place: `'${input.name}'`, reference, path: input.path }, context);
  context.verified.set(input.name, reference);
}

/** Repeats verified references for those who write attestations; content that is in its own reference is not repeated. */
async function recordInputs({ plan, verified, invocation }: FetchContext): Promise<void> {
  const recorded = plan.inputs.flatMap(({ name, result }): MessageEntry[] => {
    const reference = verified.get(name);
    if (result === undefined || reference === undefined || isAbsent(reference) || isInline(reference)) return [];
    return [{ key: result, value: JSON.stringify({ uri: splitSelector(reference.uri).uri, digest: reference.digest }), type: 4 }];
  });
  if (recorded.length === 0) return;
  const bytes = messageBytes([{ key: RUN_RESULT, value: 'yes', type: 4 }, ...recorded]);
  if (plan.containers !== undefined && bytes > safeMessageBudget(plan.containers)) {
    invocation.print(`the references of ${recorded.length} inputs take ${bytes} bytes of results, too many to repeat them for provenance`);
    return;
  }
  const results = ResultFiles.of(invocation);
  for (const { key, value } of recorded) await results.write(key, value);
}

/** Fetches every element into a directory of their numbers, which appears when all are there. */
async function fetchList(input: FetchInput, texts: readonly string[], context: FetchContext): Promise<void> {
  const references = texts.map((text, at) => checked(input, () => parseText(text), `element ${at}`));
  const staging = input.content === false ? undefined : await Staging.create(input.path);
  try {
    for (const [at, reference] of references.entries()) {
      await fetchItem(input, { place: `'${input.name}' element ${at}`, reference, path: join(staging?.content ?? input.path, String(at)) }, context);
    }
    staging?.publish();
  } finally {
    staging?.discard();
  }
}

async function fetchItem(input: FetchInput, { place, reference, path }: Item, { plan, stores, invocation, signal }: FetchContext): Promise<void> {
  const start = performance.now();
  if (isAbsent(reference)) return absent(input, place, invocation);
  if (input.content === false) {
    invocation.print(`input ${place} refers to ${shownReference(reference)}, its content is not wanted`);
    return;
  }
  const memory = Math.floor(MEMORY / Math.min(AT_ONCE, plan.inputs.length));
  const options = { kind: input.kind, path, scratch: plan.scratch, memory, signal };
  const read = await readArtifact((uri) => stores.forReading(uri), reference, options);
  if (read === undefined) return absent(input, place, invocation);
  const { contentDigest, diffId, mediaType, size } = read;
  const seconds = (performance.now() - start) / 1000;
  artifactLines('fetched', { name: input.name, kind: read.kind, reference, size, contentType: mediaType, contentDigest, diffId, seconds })
    .forEach(invocation.print);
}

function readReference(input: FetchInput, { env }: Invocation): WireReference {
  const variables = inputVariables(input.name);
  if (input.codec === 'string') return parseText(env[variables.reference] ?? '');
  return { uri: env[variables.uri] ?? '', digest: env[variables.digest] ?? '' };
}

/** Reads a reference of one string. `#name@` is what selecting from the blank reference of an index becomes. */
function parseText(text: string): WireReference {
  return /^#[^@]*@?$/.test(text) ? BLANK_REFERENCE : parseReference(text);
}

/** @throws AgentError `REFERENCE_INVALID` */
function checked(input: FetchInput, read: () => WireReference, what: string): WireReference {
  let problem: string | undefined;
  try {
    const reference = read();
    problem = isAbsent(reference) ? undefined : referenceProblem(reference);
    if (problem === undefined) return reference;
  } catch (error) {
    problem = messageOf(error);
  }
  throw new AgentError('REFERENCE_INVALID', `${what} of ${input.kind} '${input.name}': ${problem}`);
}

/** Blank, also where a name was to be selected from the blank reference of an index. */
function isAbsent(reference: WireReference): boolean {
  return isBlank({ uri: splitSelector(reference.uri).uri, digest: reference.digest });
}

function absent(input: FetchInput, place: string, { print }: Invocation): void {
  if (!input.optional) {
    throw new AgentError('INPUT_MISSING', `the reference of ${place} is blank: its producer was skipped or wrote nothing, declare the input optional or make sure that it runs`);
  }
  print(`input ${place} is optional and absent`);
}
