import { oncePer } from '../model/once-per';
import { child } from '../model/path';
import type { StepView } from '../model/views';
import type { Step, StepActionSpec, VolumeMount } from '../schema/tekton-types';
import type { PlacedText } from './expressions';

/** A text of a step in which the webhook looks for variables. */
export interface StepText extends PlacedText {
  readonly field: 'name' | 'image' | 'workingDir' | 'script' | 'command' | 'args' | 'env' | 'volumeMounts' | 'onError';
}

/** The texts of a step that have variables. @see validateStepVariables in pkg/apis/pipeline/v1/task_validation.go */
export const textsOfStep = oncePer(({ merged, at }: StepView) => textsOf(merged, at));

/** Those of a StepAction. */
export function textsOfStepAction(spec: StepActionSpec): StepText[] {
  return textsOf(spec, (field) => `spec.${field}`);
}

function textsOf(step: Step | StepActionSpec, at: (field: keyof Step & string) => string): StepText[] {
  const single = (['name', 'image', 'workingDir', 'script', 'onError'] as const).flatMap((field) => {
    const text = (step as Step)[field];
    return text === undefined ? [] : [{ text, field, path: at(field) }];
  });
  const lists = (['command', 'args'] as const).flatMap((field) =>
    (step[field] ?? []).map((text, index) => ({ text, field, path: child(at(field), index) })));
  const env = (step.env ?? []).map(({ value = '' }, index) => ({ text: value, field: 'env' as const, path: `${child(at('env'), index)}.value` }));
  return [...single, ...lists, ...env, ...(step.volumeMounts ?? []).flatMap((mount, index) => textsOfMount(mount, child(at('volumeMounts'), index)))]
    .filter(({ text }) => text.includes('$('));
}

function textsOfMount(mount: VolumeMount, path: string): StepText[] {
  return (['name', 'mountPath', 'subPath'] as const).map((field) => ({ text: mount[field] ?? '', field: 'volumeMounts', path: child(path, field) }));
}
