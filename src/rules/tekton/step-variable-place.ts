import { exampleOf } from '../example';
import { partOf } from '../model/place';
import type { Rule } from '../rule';
import type { Step } from '../schema/tekton-types';
import { eachStep } from '../visit';

const STEP_RESULT = /\$\(steps\.[^\n]*?\.results\.[^\n]*?\)/;
const STEP_ARTIFACT = /\$\(steps\.[^.]+\.(?:inputs|outputs)\.[^.)]+\)|\$\(step\.artifacts\.path\)/;

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
  check: eachStep(({ merged, label, at }, { report }) => {
    for (const { text, field, artifacts } of placesOf(merged)) {
      if (!text?.includes('$(')) continue;
      const result = STEP_RESULT.exec(text);
      if (result) report(at(field), { message: `${label} reads the result of a step in '${field}'`, within: partOf(result) });
      if (artifacts && STEP_ARTIFACT.test(text)) report(at(field), { message: `${label} reads an artifact of a step in '${field}'` });
    }
  }),
};

interface Text {
  readonly text?: string;
  readonly field: keyof Step & string;
  /** Neither may artifacts be read there. */
  readonly artifacts: boolean;
}

function placesOf(step: Step): Text[] {
  const lists: { readonly [field: string]: readonly (string | undefined)[] } = {
    envFrom: (step.envFrom ?? []).flatMap(({ prefix, configMapRef, secretRef }) => [prefix, configMapRef?.name, secretRef?.name]),
    volumeMounts: (step.volumeMounts ?? []).flatMap(({ name, mountPath, subPath }) => [name, mountPath, subPath]),
    volumeDevices: (step.volumeDevices ?? []).flatMap(({ name, devicePath }) => [name, devicePath]),
  };
  return [
    ...(['name', 'image', 'imagePullPolicy', 'workingDir'] as const).map((field) => ({ text: step[field], field, artifacts: true })),
    { text: step.script, field: 'script', artifacts: false },
    ...Object.entries(lists).flatMap(([field, texts]) => texts.map((text) => ({ text, field: field as Text['field'], artifacts: true }))),
  ];
}
