/** Whether all is to be tested (`CDK8S_TEKTON_ALL=1`, as CI does), or a share that takes seconds. */
export const ALL = process.env.CDK8S_TEKTON_ALL === '1';

/** All cases of a table, or the first of them. */
export function shareOf<T>(cases: readonly T[], share = 1): T[] {
  return cases.slice(0, ALL ? undefined : share);
}
