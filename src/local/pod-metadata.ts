import type { Metadata, StringMap } from './manifest';

/** What a pod knows of itself: the source of fieldRefs and downward API volumes. */
export interface PodMetadata {
  readonly name: string;
  readonly namespace: string;
  readonly uid: string;
  readonly labels: StringMap;
  readonly annotations: StringMap;
  readonly serviceAccountName: string;
}

/** Where the metadata of a TaskRun in a Pipeline comes from, strongest first. */
export interface MetadataSources {
  /** `taskRunSpecs[].metadata` of the PipelineRun. */
  readonly taskRunSpec?: Metadata;
  /** The PipelineRun's, with those of the Pipeline below it, and Tekton's own labels of the run. */
  readonly run: { readonly labels: StringMap; readonly annotations: StringMap };
  /** `metadata` of an inline taskSpec. */
  readonly taskSpec?: Metadata;
  /** Of a Task by reference. */
  readonly task?: Metadata;
}

/** `kubectl apply` leaves it on objects; Tekton does not pass it on. */
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/**
 * The labels and annotations of a TaskRun: of two with one name, the stronger source wins.
 *
 * Source: `combineTaskRunAndTaskSpecLabels` in pkg/reconciler/pipelinerun/pipelinerun.go, `storeTaskSpecAndMergeMeta`
 * in pkg/reconciler/taskrun/taskrun.go.
 */
export function taskRunMetadata({ taskRunSpec, run, taskSpec, task }: MetadataSources): { labels: StringMap; annotations: StringMap } {
  const { [LAST_APPLIED]: _applied, ...taskAnnotations } = task?.annotations ?? {};
  return {
    labels: {
      ...task?.labels,
      ...taskSpec?.labels,
      ...run.labels,
      ...taskRunSpec?.labels,
      ...task?.name && { 'tekton.dev/task': task.name },
    },
    annotations: { ...taskAnnotations, ...taskSpec?.annotations, ...run.annotations, ...taskRunSpec?.annotations },
  };
}

/** The labels that Tekton gives the children of a PipelineRun, the run's own and the Pipeline's included. */
export function childLabels(
  run: { readonly name: string; readonly uid: string; readonly labels: StringMap }, pipelineTask: string, finallyTask: boolean,
): StringMap {
  return {
    ...run.labels,
    'tekton.dev/pipelineRun': run.name,
    'tekton.dev/pipelineRunUID': run.uid,
    'tekton.dev/pipelineTask': pipelineTask,
    'tekton.dev/memberOf': finallyTask ? 'finally' : 'tasks',
  };
}

/** The metadata of the pod of an attempt. Retries keep the TaskRun and change the pod. */
export function podMetadata(
  run: { readonly name: string; readonly namespace: string; readonly uid: string; readonly labels: StringMap; readonly annotations: StringMap },
  attempt: number,
): PodMetadata {
  return {
    name: attempt === 0 ? `${run.name}-pod` : `${run.name}-pod-retry${attempt}`,
    namespace: run.namespace,
    uid: `${run.uid.slice(0, -4)}${(attempt + 1).toString(16).padStart(4, '0')}`,
    labels: {
      ...run.labels,
      'tekton.dev/taskRun': run.name,
      'tekton.dev/taskRunUID': run.uid,
      'app.kubernetes.io/managed-by': 'tekton-pipelines',
    },
    annotations: run.annotations,
    serviceAccountName: 'default',
  };
}
