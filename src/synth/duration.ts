import type { Duration } from 'cdk8s';

/** A duration as Tekton reads it: `90s`, `0.5s`. */
export function durationText(duration: Duration | undefined): string | undefined {
  if (duration === undefined) return undefined;
  if (typeof duration.toSeconds !== 'function') throw new Error(`expected a duration such as Duration.minutes(5), not '${String(duration)}'`);
  return `${duration.toSeconds({ integral: false })}s`;
}
