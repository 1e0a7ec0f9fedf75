import { startTimer } from './timer';

/** A signal with an end of its own. */
export interface StopSignal {
  readonly signal: AbortSignal;
  abort(reason: unknown): void;
  /** Must be called: forgets the parent and the timer. */
  dispose(): void;
}

/**
 * A signal that follows its parent, with its reason, and may end earlier: by `abort` or after a time.
 *
 * Written out since `AbortSignal.any` over `AbortSignal.timeout` can be collected before it fires on Node 20.
 *
 * @param milliseconds 0: no time limit
 */
export function stopSignal(parent: AbortSignal, milliseconds = 0, reason: unknown = 'timeout'): StopSignal {
  const controller = new AbortController();
  const follow = (): void => controller.abort(parent.reason);
  const timer = milliseconds > 0 ? startTimer(() => controller.abort(reason), milliseconds) : undefined;
  if (parent.aborted) follow();
  else parent.addEventListener('abort', follow, { once: true });
  return {
    signal: controller.signal,
    abort: (cause) => controller.abort(cause),
    dispose: () => {
      clearTimeout(timer);
      parent.removeEventListener('abort', follow);
    },
  };
}
