import { EXIT_CODE_KEY, type MessageEntry, REASON_KEY } from '../contract/result-budget';
import type { Step } from './manifest';
import type { ProcessOutcome } from './step-process';

/** What Tekton makes of the end of a step's process. */
export interface StepEnd {
  readonly exitCode: number;
  readonly reason: string;
  /** Later steps are skipped. */
  readonly stops: boolean;
  /** What the file of `$(steps.<name>.exitCode.path)` gets. Undefined: there is no such file. */
  readonly exitCodeFile?: string;
  /** What Tekton adds to the termination message. */
  readonly entries?: readonly MessageEntry[];
  readonly message?: string;
  readonly aborted?: boolean;
}

/** Judges the end of a process. `onError: continue` covers exit codes and signals, nothing else. */
export function concludeStep(outcome: ProcessOutcome, { onError }: Pick<Step, 'onError'>): StepEnd {
  switch (outcome.kind) {
    case 'exited':
      if (outcome.code === 0) return { exitCode: 0, reason: 'Completed', stops: false, exitCodeFile: '0' };
      if (onError === 'continue') return continued(outcome.code);
      return { exitCode: outcome.code, reason: 'Error', stops: true };
    case 'killed':
      if (onError === 'continue') return continued(-1);
      return { exitCode: 255, reason: 'Error', stops: true, message: `killed by ${outcome.signal}` };
    case 'timed-out':
      return {
        exitCode: 1,
        reason: 'TimeoutExceeded',
        stops: true,
        entries: [{ key: REASON_KEY, value: 'TimeoutExceeded', type: 3 }],
        message: 'exited because the step exceeded the specified timeout limit',
      };
    case 'not-started':
      return { exitCode: 1, reason: 'Error', stops: true, message: `could not be started: ${outcome.message}` };
    case 'aborted':
      return { exitCode: 1, reason: 'Cancelled', stops: true, aborted: true };
  }
}

function continued(code: number): StepEnd {
  const text = String(code);
  return { exitCode: code, reason: 'Continued', stops: false, exitCodeFile: text, entries: [{ key: EXIT_CODE_KEY, value: text, type: 3 }] };
}
