import { RUN_VARIABLE, TASK_RESULTS, type UploadOutput, type UploadPlan } from '../../contract/agent-plan';
import { BLANK_REFERENCE } from '../../contract/artifact-reference';
import { gatherOutput } from '../artifact/gather-output';
import { checkForKonflux, isKonflux } from '../artifact/konflux';
import { createdTime, OutputStore } from '../artifact/output-store';
import { ResultShare, resultOf, resultValue } from '../artifact/result-share';
import { SmallOutputs } from '../artifact/small-outputs';
import { loadSettings } from '../config/settings';
import { AgentError } from '../errors';
import { readExitCode } from '../exit-code-file';
import { about } from '../failure';
import { inParallel } from '../in-parallel';
import type { Invocation } from '../invocation';
import { readTaskResults, ResultFiles } from '../result-files';
import { StoreOpener } from '../stores/open-store';

const AT_ONCE = 2;

/**
 * The upload step: stores what the user's steps wrote and reports the references as step results.
 *
 * All results are written, after everything is stored, or none. Returns the exit code of the step named by
 * `EXIT_CODE_OF`, so that a TaskRun whose step failed stays red although its outputs were stored.
 */
export async function uploadOutputs(plan: UploadPlan, invocation: Invocation): Promise<number> {
  const results = ResultFiles.of(invocation);
  const stop = new AbortController();
  const signal = AbortSignal.any([invocation.signal, stop.signal]);
  const settings = await loadSettings(plan);
  const forKonflux = isKonflux(settings.storage);
  if (forKonflux) checkForKonflux(plan.outputs);
  const stores = new StoreOpener({ ...settings, plan, env: invocation.env, print: invocation.print, signal });
  const share = new ResultShare(plan, await readTaskResults(plan.results ?? TASK_RESULTS));
  const target = new OutputStore({ plan, settings, stores, invocation, created: createdTime(invocation), signal });
  const small = new SmallOutputs(settings, target, share);
  const exitCode = await readExitCode(invocation) ?? 0;
  const isLenient = exitCode !== 0 || invocation.env[RUN_VARIABLE] === 'no';
  try {
    await inParallel(plan.outputs, AT_ONCE, (output) => about(`output '${output.name}'`,
      () => take(output, { plan, target, small, isLenient, signal, invocation, forKonflux })), () => stop.abort());
    await finish(plan, target, small, share);
    await target.close();
  } finally {
    await small.dispose();
    await stores.close();
  }
  const warning = share.check();
  if (warning) invocation.print(`warning: ${warning}`);
  for (const [name, value] of share.entries) await results.write(name, value);
  if (exitCode !== 0) invocation.print(`the outputs are stored, the step before failed with exit code ${exitCode}, which is raised again`);
  return exitCode;
}

interface TakeContext {
  readonly plan: UploadPlan;
  readonly target: OutputStore;
  readonly small: SmallOutputs;
  /** The user's steps failed or did not run: what they did not write is no further error. */
  readonly isLenient: boolean;
  readonly signal: AbortSignal;
  readonly invocation: Invocation;
  readonly forKonflux: boolean;
}

/** Gathers one output and stores it, unless it is small enough to wait for the decision about inline content. */
async function take(output: UploadOutput, { plan, target, small, isLenient, signal, invocation, forKonflux }: TakeContext): Promise<void> {
  signal.throwIfAborted();
  const start = performance.now();
  const gathered = invocation.env[RUN_VARIABLE] === 'no' ? { type: 'absent' as const } : await gatherOutput(output, { scratch: plan.scratch, signal, forKonflux });
  switch (gathered.type) {
    case 'absent':
      if (!output.optional && !isLenient) throw missing(output);
      invocation.print(`output '${output.name}' was not written, its reference is blank`);
      return target.setAbsent(output);
    case 'reference':
      return target.setReference(output, gathered.reference);
    case 'content':
      if (small.takes(output, gathered.content, start)) return;
      try {
        await target.store(output, gathered.content, start);
      } finally {
        await gathered.content.dispose();
      }
  }
}

/** Decides about small outputs and turns all references into results, in the order of the plan. */
async function finish(plan: UploadPlan, target: OutputStore, small: SmallOutputs, share: ResultShare): Promise<void> {
  if (plan.index !== undefined) share.set(plan.index, resultValue({}, await target.storeIndex(plan.index)));
  for (const output of plan.outputs.filter(({ indexed }) => !indexed)) {
    share.set(resultOf(output), resultValue(output, target.references.get(output.name) ?? BLANK_REFERENCE));
  }
  await small.settle();
}

function missing({ name, kind, path, type }: UploadOutput): AgentError {
  const what = type === 'reference' ? 'no step wrote \'<uri>@<digest>\' to' : kind === 'file' ? 'no step wrote the file' : 'no step wrote into the directory';
  return new AgentError('OUTPUT_MISSING', `${what} '${path}', write to $(outputs.${name}.${type === 'reference' ? 'uri' : 'path'}) or declare the output optional`);
}
