import { containerCount, messageBudget, messageBytes, type MessageEntry } from '../contract/result-budget';
import type { Sidecar, Step } from './manifest';

/** Kubernetes' limit for one termination message. */
const MESSAGE_LIMIT = 4096;

/** How a message fares on a cluster. */
export type MessageFate =
  | { readonly kind: 'read' }
  /** Over 4,096 bytes: the step fails. */
  | { readonly kind: 'too-long'; readonly message: string }
  /** Within 4,096 but over the container's share: Kubernetes cuts it, and its results are lost without a word. */
  | { readonly kind: 'lost'; readonly message: string };

/**
 * The number of containers in the Task's pod, Tekton's own included.
 *
 * @param steps with stepTemplate and StepActions merged
 */
export function containersOf(steps: readonly Step[], sidecars: readonly Sidecar[]): number {
  return containerCount({
    steps: steps.length,
    sidecars: sidecars.length,
    scripts: [...steps, ...sidecars].some(({ script }) => Boolean(script)),
    workspaceDirectory: steps.some(({ workingDir }) => Boolean(workingDir) && (!workingDir?.startsWith('/') || workingDir.startsWith('/workspace/'))),
  });
}

/**
 * Says what becomes of the termination message of a step.
 *
 * Source: pkg/termination/write.go, and the cut at 12,288 bytes for the pod in the kubelet; measured in
 * `contract/result-budget.ts`.
 *
 * @param entries the results that the step hands over, without Tekton's own entry
 */
export function messageFate(step: string, entries: readonly MessageEntry[], containers: number): MessageFate {
  const bytes = messageBytes(entries);
  const budget = messageBudget(containers);
  const size = `results of step '${step}' take ${bytes} bytes`;
  const fix = 'write less, or hand large content over as an artifact';
  if (bytes > MESSAGE_LIMIT) {
    return { kind: 'too-long', message: `${size}, a step may hand over ${MESSAGE_LIMIT}: ${fix}` };
  }
  if (bytes > budget && entries.length > 0) {
    const share = `its share in a pod of ${containers} containers is ${budget}`;
    return { kind: 'lost', message: `${size}, ${share}: a cluster would lose them all and stay green; ${fix}` };
  }
  return { kind: 'read' };
}
