/** The longest time that a timer of Node takes, 24.8 days: it would fire at once for a longer one. */
const LONGEST = 2 ** 31 - 1;

/** Starts a timer for any number of milliseconds: a run that Tekton gives a year ends before Node's longest timer does. */
export function startTimer(run: () => void, milliseconds: number): NodeJS.Timeout {
  return setTimeout(run, Math.min(milliseconds, LONGEST));
}
