import type { PodFacts } from './downward-api';

/** Whose outputs these are. Texts are '' when unknown: no PipelineRun, or a program run by hand. */
export interface RunIdentity {
  readonly namespace: string;
  readonly pipelineRun: string;
  readonly taskRun: string;
  /** Uid of the PipelineRun, of the TaskRun where there is none. */
  readonly uid: string;
}

/** The identity that Tekton writes into the labels of a pod. */
export function runIdentityOf({ labels, namespace }: PodFacts): RunIdentity {
  const label = (name: string) => labels[`tekton.dev/${name}`] ?? '';
  return {
    namespace,
    pipelineRun: label('pipelineRun'),
    taskRun: label('taskRun'),
    uid: label('pipelineRunUID') || label('taskRunUID'),
  };
}
