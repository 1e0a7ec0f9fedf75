import { exampleOf } from '../example';
import { partOf } from '../model/place';
import type { StepView } from '../model/views';
import type { Rule } from '../rule';
import type { Step } from '../schema/tekton-types';
import { eachStep } from '../visit';

const STEP_RESULT = /\$\(steps\.[^\n]*?\.results\.[^\n]*?\)/g;
const STEP_ARTIFACT = /\$\(steps\.[^.]+\.(?:inputs|outputs)\.[^.)]+\)|\$\(step\.artifacts\.path\)/g;

export const stepVariablePlace: Rule = {
  id: 'tekton/step-variable-place',
  severity: 'error',
  stage: 'admission',
  summary: 'results of earlier steps are read in env, command and args only',
  reason: 'they are put in when the step starts: scripts, images and mounts are made before',
  source: 'pkg/apis/pipeline/v1/container_validation.go, validateStepResultReference',
  fix: 'pass the result by env',
  passing: exampleOf('Task', `
steps:
  - {name: one, image: busybox, results: [{name: x}], script: printf 1 > $(step.results.x.path)}
  - {name: two, image: busybox, env: [{name: X, value: $(steps.one.results.x)}], script: echo $X}`),
  failing: exampleOf('Task', `
steps:
  - {name: one, image: busybox, results: [{name: x}], script: printf 1 > $(step.results.x.path)}
  - {name: two, image: busybox, script: echo $(steps.one.results.x)}`),
  check: eachStep((step, { report }) => {
    for (const { text = '', field, path } of placesOf(step)) {
      for (const found of text.matchAll(STEP_RESULT)) report(path, { message: `${step.label} reads the result of a step in '${field}'`, within: partOf(found) });
      // A script may read artifacts.
      if (field === 'script') continue;
      for (const found of text.matchAll(STEP_ARTIFACT)) report(path, { message: `${step.label} reads an artifact of a step in '${field}'`, within: partOf(found) });
    }
  }),
};

interface Text {
  readonly text?: string;
  readonly field: keyof Step & string;
  readonly path: string;
}

function placesOf({ merged, at }: StepView): Text[] {
  const inItem = (field: keyof Step & string, index: number, texts: { readonly [path: string]: string | undefined }): Text[] =>
    Object.entries(texts).map(([path, text]) => ({ text, field, path: `${at(field)}[${index}].${path}` }));
  return [
    ...(['name', 'image', 'imagePullPolicy', 'workingDir', 'script'] as const).map((field) => ({ text: merged[field], field, path: at(field) })),
    ...(merged.envFrom ?? []).flatMap(({ prefix, configMapRef, secretRef }, index) =>
      inItem('envFrom', index, { prefix, 'configMapRef.name': configMapRef?.name, 'secretRef.name': secretRef?.name })),
    ...(merged.volumeMounts ?? []).flatMap(({ name, mountPath, subPath }, index) => inItem('volumeMounts', index, { name, mountPath, subPath })),
    ...(merged.volumeDevices ?? []).flatMap(({ name, devicePath }, index) => inItem('volumeDevices', index, { name, devicePath })),
  ];
}
