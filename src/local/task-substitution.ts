/**
 * Replaces variables in the fields of a Task in which Tekton replaces them, and in no others.
 *
 * Sources: pkg/container/container_replacements.go and step_replacements.go, `ApplyReplacements` in
 * pkg/reconciler/taskrun/resources/apply.go. Not among the fields: `fieldRef`, sizes, resources, security contexts.
 */
import type {
  Container, EnvFrom, EnvVar, KeyReference, KeyToPath, Param, ProjectedSource, Sidecar, Step, TaskSpec, Volume, VolumeMount,
} from './manifest';
import { replaceInValue } from './param-value';
import { applyArrayReplacements, applyReplacements, type Replacements } from './substitution';
import { replaceInWhen } from './when';

/** Replaces variables in a whole Task. */
export function replaceInTask(spec: TaskSpec, replacements: Replacements): TaskSpec {
  return {
    ...spec,
    steps: spec.steps.map(({ params, ...step }) => (
      { ...replaceInStep(step, replacements), ...params && { params: replaceInParams(params, replacements) } }
    )),
    ...spec.stepTemplate && { stepTemplate: replaceInContainer(spec.stepTemplate, replacements) },
    ...spec.sidecars && { sidecars: spec.sidecars.map((sidecar) => replaceInSidecar(sidecar, replacements)) },
    ...spec.volumes && { volumes: spec.volumes.map((volume) => replaceInVolume(volume, replacements)) },
    ...spec.workspaces && {
      workspaces: spec.workspaces.map((workspace) => ({ ...workspace, ...replaced(workspace, ['mountPath'], replacements) })),
    },
  };
}

/** Replaces variables in params. */
export function replaceInParams(params: readonly Param[], replacements: Replacements): Param[] {
  return params.map(({ name, value }) => ({ name, value: replaceInValue(value, replacements) }));
}

/** Replaces variables in one step, its params left as they are. */
export function replaceInStep(step: Step, replacements: Replacements): Step {
  return {
    ...replaceInContainer(step, replacements),
    ...replaced(step, ['script', 'onError'], replacements),
    ...step.stdoutConfig && { stdoutConfig: { path: applyReplacements(step.stdoutConfig.path, replacements) } },
    ...step.stderrConfig && { stderrConfig: { path: applyReplacements(step.stderrConfig.path, replacements) } },
    ...step.when && { when: replaceInWhen(step.when, replacements) },
  };
}

/** Replaces variables in one sidecar. */
export function replaceInSidecar(sidecar: Sidecar, replacements: Replacements): Sidecar {
  return { ...replaceInContainer(sidecar, replacements), ...replaced(sidecar, ['script'], replacements) };
}

function replaceInContainer<T extends Container>(container: T, replacements: Replacements): T {
  const { command, args, env, envFrom, volumeMounts } = container;
  return {
    ...container,
    ...replaced(container, ['name', 'image', 'workingDir'], replacements),
    ...command && { command: command.flatMap((text) => applyArrayReplacements(text, replacements)) },
    ...args && { args: args.flatMap((text) => applyArrayReplacements(text, replacements)) },
    ...env && { env: env.map((variable) => replaceInEnv(variable, replacements)) },
    ...envFrom && { envFrom: envFrom.map((source) => replaceInEnvFrom(source, replacements)) },
    ...volumeMounts && { volumeMounts: volumeMounts.map((mount) => replaceInMount(mount, replacements)) },
  };
}

function replaceInEnv(variable: EnvVar, replacements: Replacements): EnvVar {
  const { valueFrom } = variable;
  const key = (reference: KeyReference): KeyReference => ({ ...reference, ...replaced(reference, ['name', 'key'], replacements) });
  return {
    ...variable,
    ...replaced(variable, ['value'], replacements),
    ...valueFrom && {
      valueFrom: {
        ...valueFrom,
        ...valueFrom.configMapKeyRef && { configMapKeyRef: key(valueFrom.configMapKeyRef) },
        ...valueFrom.secretKeyRef && { secretKeyRef: key(valueFrom.secretKeyRef) },
      },
    },
  };
}

function replaceInEnvFrom(source: EnvFrom, replacements: Replacements): EnvFrom {
  const { configMapRef, secretRef } = source;
  return {
    ...source,
    ...replaced(source, ['prefix'], replacements),
    ...configMapRef && { configMapRef: { ...configMapRef, ...replaced(configMapRef, ['name'], replacements) } },
    ...secretRef && { secretRef: { ...secretRef, ...replaced(secretRef, ['name'], replacements) } },
  };
}

function replaceInMount(mount: VolumeMount, replacements: Replacements): VolumeMount {
  return { ...mount, ...replaced(mount, ['name', 'mountPath', 'subPath'], replacements) };
}

function replaceInVolume(volume: Volume, replacements: Replacements): Volume {
  const { configMap, secret, persistentVolumeClaim, projected } = volume;
  return {
    ...volume,
    ...replaced(volume, ['name'], replacements),
    ...configMap && { configMap: { ...configMap, ...replaced(configMap, ['name'], replacements), ...items(configMap.items, replacements) } },
    ...secret && { secret: { ...secret, ...replaced(secret, ['secretName'], replacements), ...items(secret.items, replacements) } },
    ...persistentVolumeClaim && {
      persistentVolumeClaim: { ...persistentVolumeClaim, claimName: applyReplacements(persistentVolumeClaim.claimName, replacements) },
    },
    ...projected && { projected: replaceInProjected(projected, replacements) },
  };
}

function replaceInProjected(projected: ProjectedSource, replacements: Replacements): ProjectedSource {
  return {
    ...projected,
    sources: projected.sources?.map((source) => ({
      ...source,
      ...source.configMap && { configMap: { ...source.configMap, ...replaced(source.configMap, ['name'], replacements) } },
      ...source.secret && { secret: { ...source.secret, ...replaced(source.secret, ['name'], replacements) } },
    })),
  };
}

function items(list: readonly KeyToPath[] | undefined, replacements: Replacements): { items?: KeyToPath[] } {
  return list ? { items: list.map((item) => ({ ...item, ...replaced(item, ['key', 'path'], replacements) })) } : {};
}

/** The named text fields of an object, those that are there, with variables replaced. */
function replaced<T extends object, K extends keyof T>(object: T, keys: readonly K[], replacements: Replacements): Partial<Pick<T, K>> {
  const texts = keys.filter((key) => typeof object[key] === 'string').map((key) => [key, applyReplacements(object[key] as string, replacements)]);
  return Object.fromEntries(texts) as Partial<Pick<T, K>>;
}
