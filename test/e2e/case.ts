import { randomBytes } from 'crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { App, Chart, YamlOutputType } from 'cdk8s';
import { ArtifactStorage } from '../../src';
import { kubectl, tryKubectl } from './kubectl';
import { REGISTRY, REGISTRY_SCHEME } from './registry';
import type { Wire } from './registry';

/** The value of a result. */
export type ResultValue = string | readonly string[] | Wire;

/** A condition of a run, as Tekton writes it. */
export interface Condition {
  readonly status: 'True' | 'False' | 'Unknown';
  readonly reason: string;
  readonly message: string;
}

/** What the suite reads of a run's status. */
export interface Run {
  readonly metadata: { readonly name: string; readonly labels: { readonly [name: string]: string } };
  readonly status: {
    readonly conditions?: readonly Condition[];
    readonly results?: readonly { readonly name: string; readonly value: ResultValue }[];
    readonly podName?: string;
    readonly steps?: readonly {
      readonly name: string;
      readonly terminationReason?: string;
      readonly running?: object;
      readonly terminated?: { readonly exitCode: number; readonly reason?: string; readonly message?: string };
    }[];
    readonly skippedTasks?: readonly { readonly name: string; readonly reason: string }[];
    readonly retriesStatus?: readonly Run['status'][];
  };
}

/**
 * One case: a namespace of its own, programs synthesized into it, and their runs.
 *
 * The namespace is removed at the end unless KEEP=1.
 */
export class Case {
  /** Makes the namespace, named after the case. */
  public static async start(name: string, labels: { readonly [name: string]: string } = {}): Promise<Case> {
    const namespace = `e2e-${name}-${randomBytes(3).toString('hex')}`;
    await kubectl(['create', 'namespace', namespace]);
    for (const [key, value] of Object.entries(labels)) await kubectl(['label', 'namespace', namespace, `${key}=${value}`]);
    await waitFor(`the default ServiceAccount of ${namespace}`, 60, async () =>
      (await tryKubectl(['-n', namespace, 'get', 'serviceaccount', 'default'])).code === 0 || undefined);
    return new Case(namespace);
  }

  public readonly namespace: string;
  /** The repository of this case, without its registry. */
  public readonly repositoryPath: string;
  /** The repository of this case. */
  public readonly repository: string;
  private readonly siblings: Case[] = [];

  private constructor(namespace: string) {
    this.namespace = namespace;
    this.repositoryPath = `${namespace}/artifacts`;
    this.repository = `${REGISTRY}/${this.repositoryPath}`;
  }

  /** The storage of this case. */
  public storage(repository = this.repository): ArtifactStorage {
    return ArtifactStorage.oci({ repository, plainHttp: REGISTRY_SCHEME === 'http' });
  }

  /** Synthesizes a program: one chart in this case's namespace, storing in its repository unless told otherwise. */
  public synth(program: (chart: Chart) => void, options: { readonly storage?: boolean } = {}): string {
    const outdir = mkdtempSync(join(tmpdir(), 'e2e-'));
    try {
      const app = new App({ outdir, yamlOutputType: YamlOutputType.FILE_PER_APP });
      const chart = new Chart(app, 'e2e', { namespace: this.namespace });
      if (options.storage !== false) this.storage().applyTo(chart);
      program(chart);
      app.synth();
      return readdirSync(outdir).map((file) => readFileSync(join(outdir, file), 'utf8')).join('---\n');
    } finally {
      rmSync(outdir, { recursive: true });
    }
  }

  /** Synthesizes a program and applies it as users do: client-side, so that the size limits are real. */
  public async apply(program: (chart: Chart) => void, options: { readonly storage?: boolean } = {}): Promise<void> {
    await kubectl(['apply', '-f', '-'], this.synth(program, options));
  }

  /** Applies objects that are written as they are, into this namespace. */
  public async applyObjects(items: readonly object[]): Promise<void> {
    await kubectl(['-n', this.namespace, 'apply', '-f', '-'], JSON.stringify({ apiVersion: 'v1', kind: 'List', items }));
  }

  /** kubectl in this namespace. */
  public kubectl(...args: string[]): Promise<string> {
    return kubectl(['-n', this.namespace, ...args]);
  }

  /** Waits until a PipelineRun has ended. */
  public pipelineRun(name: string, seconds = 240): Promise<Run> {
    return this.ended('pipelinerun', name, seconds);
  }

  /** Waits until a TaskRun has ended. */
  public taskRun(name: string, seconds = 240): Promise<Run> {
    return this.ended('taskrun', name, seconds);
  }

  /** The TaskRun of a task of a PipelineRun, as it is now; undefined when the task has not run. */
  public async taskRunOf(pipelineRun: string, task: string): Promise<Run | undefined> {
    return (await this.taskRunsOf(pipelineRun, task))[0];
  }

  /** All TaskRuns of a task of a PipelineRun: several, where it runs in a matrix. */
  public async taskRunsOf(pipelineRun: string, task: string): Promise<Run[]> {
    const selector = `tekton.dev/pipelineRun=${pipelineRun},tekton.dev/pipelineTask=${task}`;
    return JSON.parse(await this.kubectl('get', 'taskrun', '-l', selector, '-o', 'json')).items;
  }

  /** The value of a result of a task of a PipelineRun; undefined when the task has not run or did not write it. */
  public async resultOf(pipelineRun: string, task: string, name: string): Promise<ResultValue | undefined> {
    const run = await this.taskRunOf(pipelineRun, task);
    return run && resultOf(run, name);
  }

  /** Waits until a step of a run has started, for what happens to it meanwhile. */
  public async started(selector: string, step: string, seconds = 240): Promise<void> {
    await waitFor(`step ${step} of ${selector} to start`, seconds, async () => {
      const { items } = JSON.parse(await this.kubectl('get', 'taskrun', '-l', selector, '-o', 'json')) as { items: Run[] };
      // A container runs from the start of the Pod; its step runs when the one before has ended.
      const steps = items[0]?.status?.steps ?? [];
      const at = steps.findIndex(({ name }) => name === step);
      return (at === 0 && steps[0].running) || (at > 0 && steps[at - 1].terminated) ? true : undefined;
    });
  }

  /** The log of one step. */
  public async log(run: Run, step: string): Promise<string> {
    return this.kubectl('logs', run.status.podName ?? '', '-c', `step-${step}`);
  }

  /** Another namespace, which ends with this one. */
  public async sibling(name: string): Promise<Case> {
    const sibling = await Case.start(name);
    this.siblings.push(sibling);
    return sibling;
  }

  /** Removes the namespace. */
  public async end(): Promise<void> {
    for (const sibling of this.siblings) await sibling.end();
    if (process.env.KEEP !== '1') await kubectl(['delete', 'namespace', this.namespace, '--wait=false']);
  }

  /** Status, events and logs, for the report of a failure. */
  public async diagnose(): Promise<string> {
    const parts = [
      await tryKubectl(['-n', this.namespace, 'get', 'pipelinerun,taskrun,pod']),
      await tryKubectl(['-n', this.namespace, 'get', 'pipelinerun,taskrun', '-o',
        'jsonpath={range .items[*]}{.kind} {.metadata.name}: {.status.conditions[0].reason} {.status.conditions[0].message}{"\\n"}{end}']),
      await tryKubectl(['-n', this.namespace, 'get', 'events', '--field-selector=type=Warning', '--sort-by=.lastTimestamp']),
      await tryKubectl(['-n', this.namespace, 'logs', '-l', 'app.kubernetes.io/managed-by=tekton-pipelines', '--all-containers', '--prefix', '--tail=40']),
    ];
    // What Tekton's own containers say is the same for every Pod.
    return parts.map(({ stdout, stderr }) => stdout + stderr).join('\n').replace(/^\[\S+\/(prepare|place-scripts)\].*\n/gm, '');
  }

  private async ended(kind: string, name: string, seconds: number): Promise<Run> {
    return waitFor(`${kind} ${this.namespace}/${name} to end`, seconds, async () => {
      // One watch instead of many questions: each kubectl costs what a step costs.
      await tryKubectl(['-n', this.namespace, 'wait', '--for=jsonpath={.status.completionTime}', '--timeout=60s', `${kind}/${name}`]);
      const run = JSON.parse(await this.kubectl('get', kind, name, '-o', 'json')) as Run;
      const status = run.status?.conditions?.[0]?.status;
      return status === 'True' || status === 'False' ? run : undefined;
    });
  }
}

/**
 * Runs a case in a namespace of its own; a failure comes with status, events and logs.
 *
 * @param labels of the namespace
 */
export function inNamespace(
  name: string, body: (test: Case) => Promise<void>, labels: { readonly [name: string]: string } = {},
): () => Promise<void> {
  return async () => {
    const test = await Case.start(name, labels);
    try {
      await body(test);
    } catch (error) {
      throw new Error(`${(error as Error).message}\n${await test.diagnose()}`, { cause: error });
    } finally {
      await test.end();
    }
  };
}

/** How a run ended: `Succeeded`, `Failed`, ... */
export function reasonOf(run: Run): string {
  return run.status.conditions?.[0]?.reason ?? 'none';
}

/** The exit codes of the steps of a run, by name. */
export function exitCodesOf(run: Run): { readonly [step: string]: number | undefined } {
  return Object.fromEntries((run.status.steps ?? []).map((step) => [step.name, step.terminated?.exitCode]));
}

/** Why each step of a run ended, by name, in Tekton's words. */
export function terminationReasonsOf(run: Run): { readonly [step: string]: string | undefined } {
  return Object.fromEntries((run.status.steps ?? []).map((step) => [step.name, step.terminationReason]));
}

/** Why each task of a PipelineRun was skipped. */
export function skippedIn(run: Run): { readonly [task: string]: string } {
  return Object.fromEntries((run.status.skippedTasks ?? []).map(({ name, reason }) => [name, reason]));
}

/** The value of a result of a run. */
export function resultOf(run: Run, name: string): ResultValue | undefined {
  return run.status.results?.find((result) => result.name === name)?.value;
}

/** The reference in a result of a run. @throws an Error when there is none */
export function referenceOf(run: Run | undefined, name: string): Wire {
  const value = run && resultOf(run, name);
  if (typeof value === 'object' && 'uri' in value) return value;
  throw new Error(`result '${name}' of '${run?.metadata.name}' is ${JSON.stringify(value)}, expected a reference`);
}

/** Asks until there is an answer. @throws an Error that says what was waited for */
export async function waitFor<T>(what: string, seconds: number, ask: () => Promise<T | undefined>, report?: () => Promise<string>): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  while (Date.now() < deadline) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
  throw new Error(`waited ${seconds} s for ${what}${report ? `\n${await report()}` : ''}`);
}
