import { createHash } from 'node:crypto';

/** Kubernetes' limit for names that become labels. */
const LIMIT = 63;

/** The name of a TaskRun: run and task, cut with a hash where it would be too long, and the index in a matrix. */
export function childName(run: string, task: string, index?: number): string {
  const suffix = index === undefined ? '' : `-${index}`;
  const name = `${run}-${task}`;
  if (name.length + suffix.length <= LIMIT) return name + suffix;
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 10);
  return `${name.slice(0, LIMIT - hash.length - suffix.length - 1)}-${hash}${suffix}`;
}
