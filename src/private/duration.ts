import type { Duration } from 'cdk8s';

/** A duration as Tekton reads it: `90s`. */
export function durationText(duration: Duration | undefined): string | undefined {
  return duration === undefined ? undefined : `${duration.toSeconds()}s`;
}
