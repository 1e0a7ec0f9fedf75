import { spawn, type ChildProcess } from 'child_process';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'fs';
import { join } from 'path';
import { planArguments } from '../../src/contract/agent-arguments';
import { ERROR_RESULT } from '../../src/contract/agent-plan';
import type { ArtifactKindName } from '../../src/contract/artifact-kind';
import { secretName, type Access } from './backends';
import type { Step } from './requests';

/** The bundled program, as it runs in pods. */
export const AGENT = join(__dirname, '..', '..', 'lib', 'agent', 'agent.js');

let kept = AGENT;

/** Keeps a copy, as others may bundle it anew meanwhile. */
export function keepProgram(folder: string): void {
  kept = join(folder, 'agent.js');
  copyFileSync(AGENT, kept);
}

/** A step of a TaskRun, in a folder of its own with what Tekton and Kubernetes would mount. */
export interface StepRun {
  readonly step: Step;
  readonly folder: string;
  readonly pipelineRun: string;
  readonly taskRun: string;
  readonly access: Access;
  readonly kind: ArtifactKindName;
  /** What to fetch or delete. */
  readonly reference?: { readonly uri: string; readonly digest: string };
  /** PEM file. */
  readonly authority?: string;
  /** Waits are shorter, see clock.cjs; `impatient`: also those for a server that says nothing. @default - as in pods */
  readonly waits?: 'quick' | 'impatient';
  /** By how much its clock is ahead, in milliseconds. */
  readonly ahead?: number;
}

/** How a step ended. */
export interface Ended {
  /** Exit code, or the signal. */
  readonly code: number | string;
  /** All that it said, in the log and in results. */
  readonly said: string;
  readonly stderr: string;
  /** Step results by name. */
  readonly results: { readonly [name: string]: string };
}

/** The folders of a step. */
export const FOLDERS = ['in', 'out', 'results', 'scratch', 'tmp', 'pod', 'credentials'] as const;

/** Makes the folders of a step. */
export function makeFolders(folder: string): void {
  FOLDERS.forEach((name) => mkdirSync(join(folder, name), { recursive: true }));
}

/** Starts a step. */
export function startStep(run: StepRun): { readonly child: ChildProcess; readonly ended: Promise<Ended> } {
  const { folder, pipelineRun, taskRun, access, waits, ahead = 0 } = run;
  const at = (...path: string[]) => join(folder, ...path);
  writeFileSync(at('pod', 'labels'), `tekton.dev/pipelineRun="${pipelineRun}"\ntekton.dev/taskRun="${taskRun}"\ntekton.dev/pipelineRunUID="${pipelineRun}"\n`);
  writeFileSync(at('pod', 'namespace'), 'ci');
  const env = {
    ...access.env,
    ERROR_RESULT: at('results', ERROR_RESULT),
    TMPDIR: at('tmp'),
    HOME: at('tmp'),
    // so that a step that is tried again makes the same manifest
    SOURCE_DATE_EPOCH: '1770000000',
    ...run.reference ? { INPUT_app_URI: run.reference.uri, INPUT_app_DIGEST: run.reference.digest } : {},
    ...waits ? { FAULTS_QUICK: '1' } : {},
    ...waits === 'impatient' ? { FAULTS_IMPATIENT: '1' } : {},
    ...ahead !== 0 ? { FAULTS_SKEW: String(ahead) } : {},
  };
  const child = spawn(process.execPath, ['--require', join(__dirname, 'clock.cjs'), kept, ...argumentsOf(run)], { env, cwd: at('tmp') });
  const ended = new Promise<Ended>((resolve, reject) => {
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => { stdout += chunk.toString(); });
    child.stderr.on('data', (chunk: Buffer) => { stderr += chunk.toString(); });
    child.once('error', reject);
    child.once('close', (code, signal) => {
      const results = Object.fromEntries(readdirSync(at('results')).map((name) => [name, readFileSync(at('results', name), 'utf8')]));
      resolve({ code: code ?? signal ?? 'unknown', said: [stdout, stderr, ...Object.values(results)].join('\n'), stderr, results });
    });
  });
  return { child, ended };
}

function argumentsOf({ step, folder, access, kind, reference, authority }: StepRun): string[] {
  const at = (name: string) => join(folder, name);
  const common = {
    default: access.storage,
    pod: at('pod'),
    scratch: at('scratch'),
    ...authority === undefined ? {} : { certificateAuthority: authority },
    ...access.secret === undefined ? {} : { credentialsSecret: secretName, credentials: access.secret },
  };
  switch (step) {
    case 'fetch':
      return [step, ...planArguments({ ...common, inputs: [{ name: 'app', kind, path: join(at('in'), 'app') }] })];
    case 'upload':
      return [step, ...planArguments({ ...common, containers: 3, outputs: [{ name: 'app', kind, path: join(at('out'), 'app'), storage: 'external' }] })];
    case 'delete':
      return [step, ...planArguments({ ...common, inputs: [] }), `${reference?.uri}@${reference?.digest}`];
  }
}
