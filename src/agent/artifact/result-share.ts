import type { UploadOutput, UploadPlan } from '../../contract/agent-plan';
import { formatReference, isBlank, type WireReference } from '../../contract/artifact-reference';
import { messageBudget, messageBytes, safeMessageBudget, type MessageEntry } from '../../contract/result-budget';
import { AgentError } from '../errors';

/** The step result that carries an output. */
export function resultOf(output: Pick<UploadOutput, 'name' | 'result'>): string {
  return output.result ?? output.name;
}

/** The text of a result: an object of uri and digest, or one string. */
export function resultValue({ codec, subject }: Pick<UploadOutput, 'codec' | 'subject'>, reference: WireReference): string {
  if (codec === 'string') return formatReference(reference);
  const { uri, digest } = reference;
  return JSON.stringify({ uri, digest, ...subject && !isBlank(reference) ? { isBuildArtifact: 'true' } : {} });
}

/**
 * The bytes of results that Tekton grants this step, and how many are taken.
 *
 * Beyond the share Tekton drops all results of the step without a word and the TaskRun stays green, so nothing may be
 * written that does not fit.
 */
export class ResultShare {
  private readonly results = new Map<string, string>();

  /** @param others results that Tekton repeats in this step's message */
  constructor(private readonly plan: Pick<UploadPlan, 'containers'>, private readonly others: readonly MessageEntry[]) {}

  /** Takes room for a result, or replaces it. */
  public set(name: string, value: string): void {
    this.results.set(name, value);
  }

  /** The results to write, in the order in which they were set. */
  public get entries(): ReadonlyMap<string, string> {
    return this.results;
  }

  /** Tells whether a result, in the place of what it has now, fits even when a service mesh adds a container. */
  public fits(name: string, value: string): boolean {
    return this.bytes(new Map([...this.results, [name, value]])) <= safeMessageBudget(this.plan.containers);
  }

  /**
   * @returns a warning when there is no room for one more container
   * @throws AgentError `RESULTS_TOO_LARGE`
   */
  public check(): string | undefined {
    const bytes = this.bytes(this.results);
    const { containers } = this.plan;
    const budget = messageBudget(containers);
    const facts = `the results take ${bytes} bytes and Tekton grants each of ${containers} containers ${budget}`;
    if (bytes > budget) {
      throw new AgentError('RESULTS_TOO_LARGE', `${facts}: write shorter results, store outputs 'external', or have fewer outputs, steps or sidecars`);
    }
    return bytes > safeMessageBudget(containers) ? `${facts}: with one more (the sidecar of a service mesh) they would be lost` : undefined;
  }

  private bytes(results: ReadonlyMap<string, string>): number {
    const own = [...results].map(([key, value]): MessageEntry => ({ key, value, type: 4 }));
    return messageBytes([...this.others, ...own]);
  }
}
