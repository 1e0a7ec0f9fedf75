/**
 * How many bytes of results a step can hand over, and what a result costs.
 *
 * Tekton reads results from the termination message of each container, at most 4,096 bytes each and 12,288 for the
 * pod. A message within 4,096 but over its share is lost without a word while the TaskRun stays green, so both the
 * compiler and the upload step count. Measured on Tekton v1.15.0 to the byte.
 */
const CONTAINER_BYTES = 4096;
const POD_BYTES = 12288;

/** What makes containers in the pod of a Task. */
export interface PodShape {
  readonly steps: number;
  readonly sidecars: number;
  /** Any step or sidecar has a script: Tekton adds the container `place-scripts`. */
  readonly scripts: boolean;
  /** Any workingDir is under /workspace: Tekton adds the container `working-dir-initializer`. */
  readonly workspaceDirectory: boolean;
}

/** All containers of the pod, Tekton's own (`prepare` and the optional two) included. */
export function containerCount(shape: PodShape): number {
  return shape.steps + shape.sidecars + 1 + Number(shape.scripts) + Number(shape.workspaceDirectory);
}

/** The share of each container in bytes. */
export function messageBudget(containers: number): number {
  return Math.min(CONTAINER_BYTES, Math.floor(POD_BYTES / containers));
}

/**
 * The share to stay within: a service mesh puts one more container into the pod, which nobody knows at synth.
 */
export function safeMessageBudget(containers: number): number {
  return messageBudget(containers + 1);
}

/** One entry of a termination message. */
export interface MessageEntry {
  readonly key: string;
  readonly value: string;
  /** Tekton's RunResult type: 1 a task result, 3 Tekton's own, 4 a step result. */
  readonly type: 1 | 3 | 4;
}

/** The entry that every step writes. */
const STARTED_AT: MessageEntry = { key: 'StartedAt', value: '2026-01-01T00:00:00.000Z', type: 3 };

/**
 * Tekton's entry for a step that failed under `onError: continue`.
 *
 * Injected steps never have it: they stop the Task. A user's step may, but the upload step, which repeats all results
 * of the Task beside its own, has the longer message: that one counts at synth.
 *
 * Source: `Entrypointer.Go` in pkg/entrypoint/entrypointer.go.
 */
export const EXIT_CODE_KEY = 'ExitCode';

/** Tekton's entry for a step that ran into its timeout, and what a step may say itself. Same source. */
export const REASON_KEY = 'Reason';

/** The size in bytes of the termination message that carries these entries. */
export function messageBytes(entries: readonly MessageEntry[]): number {
  return Buffer.byteLength(JSON.stringify([...entries, STARTED_AT]).replace(/[<>&\u2028\u2029]/g, '______'));
}
