import { setTimeout as sleep } from 'timers/promises';
import { isTransient, TransferError } from './errors';
import type { Timing } from './timing';

/** What every operation takes. */
export interface CallOptions {
  /**
   * Stops the operation.
   *
   * @default - it runs until it is done or its deadline has passed
   */
  readonly signal?: AbortSignal;
}

/** One operation of a user: it may take many requests, but ends as a whole. */
export class Call {
  /** Fires when the caller gives up or the deadline has passed. */
  readonly signal: AbortSignal;
  readonly #deadline: AbortSignal;
  // Held here: Node 20 collects what `AbortSignal.any` alone refers to, and a time-out would never come.
  readonly #given?: AbortSignal;

  constructor(readonly timing: Timing, options: CallOptions = {}) {
    this.#deadline = AbortSignal.timeout(timing.deadline);
    this.#given = options.signal;
    this.signal = this.#given === undefined ? this.#deadline : AbortSignal.any([this.#given, this.#deadline]);
  }

  /** A call of its own for what is left to clean up: this one may be over, and that is when it matters. */
  afterwards({ tries, deadline }: Pick<Timing, 'tries' | 'deadline'>): Call {
    return new Call({ ...this.timing, tries, quickTries: tries, deadline: Math.min(deadline, this.timing.deadline) });
  }

  /** Why `signal` fired, as an error of this client. */
  ended(): TransferError {
    return this.#deadline.aborted && this.signal.reason === this.#deadline.reason
      ? new TransferError('TIMEOUT', `not done within ${seconds(this.timing.deadline)}`)
      : new TransferError('ABORTED', 'aborted', { cause: this.#given?.reason });
  }

  throwIfEnded(): void {
    if (this.signal.aborted) {
      throw this.ended();
    }
  }

  /**
   * Repeats an attempt that fails with a transient error, as often as `timing` says.
   *
   * Where such calls are nested, the error of an inner one that gave up ends the outer ones too: their tries do not multiply.
   *
   * @param attempt is told its number, from 0
   */
  async retry<T>(attempt: (number: number) => Promise<T>): Promise<T> {
    for (let number = 0; ; number += 1) {
      try {
        return await attempt(number);
      } catch (error) {
        await this.pauseAfter(error, number);
      }
    }
  }

  /** Waits as long as it is due after the failed attempt of this number, or throws for good. */
  async pauseAfter(error: unknown, number: number): Promise<void> {
    if (this.signal.aborted) {
      throw this.ended();
    }
    if (!isTransient(error)) {
      throw error;
    }
    const wait = delayAfter(error, number, this.timing);
    if (wait === undefined) {
      // what was to be sent once is for its caller to repeat
      error.isFinal = number > 0;
      throw error;
    }
    await sleep(wait, undefined, { signal: this.signal }).catch(() => {
      throw this.ended();
    });
  }
}

/**
 * The wait after a failure: what the server asked for, or between half of and
 * the whole exponential delay, so that many clients do not come back at once.
 *
 * @returns undefined when it was tried often enough, or the server wants it too late
 */
function delayAfter(error: TransferError, number: number, timing: Timing): number | undefined {
  const { tries, quickTries = tries } = timing;
  if (number + 1 >= (error.code === 'TIMEOUT' ? tries : quickTries)) {
    return undefined;
  }
  if (error.retryAfter !== undefined) {
    return error.retryAfter <= timing.maxRetryAfter ? error.retryAfter : undefined;
  }
  const longest = Math.min(timing.maxDelay, timing.firstDelay * 2 ** number);
  return longest * (0.5 + Math.random() / 2);
}

/** A duration for people. */
export function seconds(milliseconds: number): string {
  return `${milliseconds / 1000} s`;
}
