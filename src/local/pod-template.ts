import type { PodTemplate, TaskSpec } from './manifest';

/**
 * Merges the podTemplate of a run with that of one of its tasks; of two with one name the task's wins.
 *
 * Source: `MergePodTemplateWithDefault` in pkg/apis/pipeline/pod/template.go.
 */
export function mergePodTemplates(run: PodTemplate | undefined, task: PodTemplate | undefined): PodTemplate {
  return { env: mergeByName(run?.env, task?.env), volumes: mergeByName(run?.volumes, task?.volumes) };
}

/**
 * Puts the env of a podTemplate behind that of every step, where it wins, and adds its volumes.
 *
 * Source: `Build` in pkg/pod/pod.go; sidecars get no env.
 */
export function applyPodTemplate(spec: TaskSpec, { env = [], volumes = [] }: PodTemplate): TaskSpec {
  return {
    ...spec,
    steps: env.length > 0 ? spec.steps.map((step) => ({ ...step, env: [...step.env ?? [], ...env] })) : spec.steps,
    volumes: [...spec.volumes ?? [], ...volumes],
  };
}

function mergeByName<T extends { readonly name: string }>(base: readonly T[] = [], overrides: readonly T[] = []): T[] {
  return [...overrides, ...base.filter(({ name }) => !overrides.some((override) => override.name === name))];
}
