import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Attempt, containerMounts, readText, stepMetadata } from './attempt';
import { parseDuration } from './duration';
import { containerEnv, expand } from './env';
import type { Launch } from './launch';
import type { WhenExpression } from './manifest';
import { type ParamValue, readResultText } from './param-value';
import { loginMounts } from './registry-login';
import type { NamedStep } from './resolve-task';
import { replaceStepResults, type StepReplacement } from './step-results';
import type { StepScope } from './step-scope';

/** A step about to run: results of the steps before it are in their places. */
export interface PreparedStep extends Omit<StepReplacement, 'invocation'> {
  readonly launch: Launch;
  readonly when: readonly WhenExpression[];
}

/** Makes the container of a step, and says what to run in it. @param onLine hears the step */
export async function prepareStep(step: NamedStep, scope: StepScope, onLine: Launch['onLine']): Promise<PreparedStep> {
  const { attempt, context } = scope;
  const directory = containerDirectory(attempt, step);
  await mkdir(directory, { recursive: true });
  const env = containerEnv(step, attempt.sources);
  const command = [...step.script ? [] : step.command ?? [], ...step.args ?? []].map((text) => expand(text, env));
  const { invocation, ...replacement } = replaceStepResults({ env, when: step.when ?? [], command }, await stepResults(scope));
  const launch: Launch = {
    name: `${scope.taskRun}-${step.name}`,
    image: step.image,
    command: invocation.command,
    script: step.script,
    env: invocation.env,
    workingDir: step.workingDir,
    mounts: [...await containerMounts(step, attempt, directory, env), ...loginMounts(step, context.dockerConfig)],
    directory,
    stdoutFile: step.stdoutConfig?.path,
    stderrFile: step.stderrConfig?.path,
    timeout: step.timeout ? parseDuration(step.timeout, `timeout of step '${step.name}'`) : undefined,
    grace: context.grace,
    signal: scope.signal,
    onLine,
  };
  return { launch, when: invocation.when, ...replacement };
}

/** The results that steps have written so far, by step and name. */
async function stepResults({ task, attempt, context }: StepScope): Promise<(step: string, result: string) => ParamValue | undefined> {
  const values = new Map<string, ParamValue>();
  for (const step of task.steps) {
    for (const { name } of step.results ?? []) {
      const text = await readText(join(stepMetadata(attempt.directory, step.name), 'results', name));
      if (text !== undefined) values.set(`${step.name}/${name}`, readResultText(context.launcher.readText(text, placesOf(attempt, step))));
    }
  }
  return (step, result) => values.get(`${step}/${result}`);
}

/** What a step that has run saw where: its paths stand in what it wrote. */
function placesOf(attempt: Attempt, step: NamedStep): Pick<Launch, 'mounts' | 'directory'> {
  const mounts = (step.volumeMounts ?? []).flatMap(({ name, mountPath, subPath }) => {
    const volume = attempt.volumes.get(name);
    return volume ? [{ path: mountPath, place: subPath ? join(volume, subPath) : volume, readOnly: false }] : [];
  });
  return { mounts, directory: containerDirectory(attempt, step) };
}

function containerDirectory(attempt: Attempt, step: NamedStep): string {
  return join(attempt.directory, 'containers', `step-${step.name}`);
}
