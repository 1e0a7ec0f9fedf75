import { exampleOf } from '../example';
import type { TaskSpecView } from '../model/views';
import type { Rule } from '../rule';
import { eachTaskSpec } from '../visit';
import { PINNED_IMAGE } from './pinned-example';

const task = (script: string): string => exampleOf('Task', `results: [{name: app-ARTIFACT_OUTPUTS, type: object, properties: {uri: {}, digest: {}}}]
steps:
- name: build
  image: "${PINNED_IMAGE}"
  script: |
    ${script}`);

export const buildOutput: Rule = {
  id: 'digest/build-output',
  severity: 'info',
  stage: 'none',
  summary: 'a build output says isBuildArtifact: "true"',
  reason: 'under slsa/v2alpha4 Tekton Chains makes subjects only of these; all others become byproducts, and nobody can verify them by digest',
  source: 'pkg/artifacts/structured.go of Tekton Chains v0.29; observed with v0.26.2',
  fix: 'write {"uri": ..., "digest": ..., "isBuildArtifact": "true"} to the result; the key need not be declared',
  passing: task('printf \'{"uri":"r/app","digest":"%s","isBuildArtifact":"true"}\' "$D" > "$(results.app-ARTIFACT_OUTPUTS.path)"'),
  failing: task('printf \'{"uri":"r/app","digest":"%s"}\' "$D" > "$(results.app-ARTIFACT_OUTPUTS.path)"'),
  check: eachTaskSpec((view, { report }) => {
    const { spec, path } = view;
    if (saysSo(view)) return;
    (spec.results ?? []).forEach(({ name = '', value, properties = {} }, index) => {
      if (!name.endsWith('ARTIFACT_OUTPUTS') || value !== undefined || Object.hasOwn(properties, 'isBuildArtifact')) return;
      // Who writes it must be visible to know what is written.
      if (!spec.steps?.some(({ script }) => script?.includes(`$(results.${name}.path)`))) return;
      report(`${path}.results[${index}].name`, { message: `the result '${name}' is written without isBuildArtifact` });
    });
  }),
};

function saysSo({ spec }: TaskSpecView): boolean {
  return (spec.steps ?? []).some(({ script = '', command = [], args = [], ref }) => ref ?? [script, ...command, ...args].some((text) => text.includes('isBuildArtifact')));
}
