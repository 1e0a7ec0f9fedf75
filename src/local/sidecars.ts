import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { containerMounts } from './attempt';
import { containerEnv, expand } from './env';
import type { Launch } from './launch';
import type { Sidecar } from './manifest';
import { waitUntilReady } from './readiness';
import type { ProcessOutcome } from './step-process';
import type { StepScope } from './step-scope';
import { stopSignal } from './stop-signal';

/** A sidecar that ended by itself with an error. */
export interface SidecarFailure {
  readonly name: string;
  readonly code: number;
}

/** The running sidecars of an attempt. */
export interface RunningSidecars {
  /** The one that failed, once all have ended: while another runs, Kubernetes calls the pod running. */
  failure(): SidecarFailure | undefined;
  /** Stops them and waits for their end. */
  stop(): Promise<void>;
}

/** Starts the sidecars and waits until those with a readinessProbe are ready, as Tekton does before the first step. */
export async function startSidecars(scope: StepScope): Promise<RunningSidecars> {
  const stopping = stopSignal(scope.signal);
  const ended = new Map<string, ProcessOutcome>();
  const { sidecars } = scope.task;
  const runs: Promise<void>[] = [];
  const launches: Launch[] = [];
  const stop = async (): Promise<void> => {
    stopping.abort('done');
    await Promise.all(runs);
    stopping.dispose();
  };
  try {
    for (const [index, sidecar] of sidecars.entries()) {
      const name = sidecar.name ?? String(index);
      const launch = await prepare(sidecar, name, scope, stopping.signal);
      launches.push(launch);
      // Nobody waits for a sidecar while the steps run, so what keeps it from starting must not be thrown.
      const run = scope.context.launcher.run(launch).catch((error: Error): ProcessOutcome => ({ kind: 'not-started', message: error.message }));
      runs.push(run.then((outcome) => { ended.set(name, outcome); }));
    }
    await Promise.all(sidecars.map((sidecar, index) => waitUntilReady(sidecar.readinessProbe, {
      stopped: () => scope.signal.aborted || ended.has(sidecar.name ?? String(index)),
      exec: (command) => probe(launches[index], command, scope),
    })));
  } catch (error) {
    await stop();
    throw error;
  }
  return { failure: () => firstFailure(ended, sidecars.length), stop };
}

async function prepare(sidecar: Sidecar, name: string, scope: StepScope, signal: AbortSignal): Promise<Launch> {
  const { attempt, context } = scope;
  const directory = join(attempt.directory, 'containers', `sidecar-${name}`);
  await mkdir(directory, { recursive: true });
  const env = containerEnv(sidecar, attempt.sources);
  const command = [...sidecar.script ? [] : sidecar.command ?? [], ...sidecar.args ?? []].map((text) => expand(text, env));
  return {
    name: `${scope.taskRun}-${name}`,
    image: sidecar.image,
    command,
    script: sidecar.script,
    env,
    workingDir: sidecar.workingDir,
    mounts: await containerMounts(sidecar, attempt, directory, env),
    directory,
    stdoutFile: undefined,
    stderrFile: undefined,
    timeout: undefined,
    grace: context.grace,
    signal,
    onLine: (stream, line) => scope.onLine(`sidecar-${name}`, stream, line),
  };
}

/** Runs the command of a probe where the sidecar runs. */
async function probe(launch: Launch, command: readonly string[], scope: StepScope): Promise<boolean> {
  const directory = join(launch.directory, 'probe');
  await mkdir(directory, { recursive: true });
  const outcome = await scope.context.launcher.run({ ...launch, name: `${launch.name}-probe`, command, script: undefined, directory, onLine: () => undefined });
  return outcome.kind === 'exited' && outcome.code === 0;
}

function firstFailure(ended: ReadonlyMap<string, ProcessOutcome>, count: number): SidecarFailure | undefined {
  if (ended.size < count) return undefined;
  for (const [name, outcome] of ended) {
    if (outcome.kind === 'exited' && outcome.code !== 0) return { name, code: outcome.code };
    if (outcome.kind === 'killed' || outcome.kind === 'not-started') return { name, code: outcome.kind === 'killed' ? 255 : 128 };
  }
  return undefined;
}
