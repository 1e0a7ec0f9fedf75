import { textsWithVariables } from '../../lowering/plain';
import { exampleOf } from '../example';
import { partOf } from '../model/place';
import type { Rule } from '../rule';
import { eachTaskSpec } from '../visit';

const DEAD = /\$\((?:inputs\.(?!params\.)|outputs\.)[\w.-]+\.(?:path|uri|digest|url|revision)\)/g;

export const deadVariable: Rule = {
  id: 'tekton/dead-variable',
  severity: 'error',
  stage: 'run',
  summary: 'there are no variables $(inputs...) and $(outputs...) of artifacts and PipelineResources',
  reason: 'Tekton v1 never substitutes them, so the program meets the text itself',
  source: 'pkg/reconciler/taskrun/resources/apply.go',
  fix: 'use a param, a result or a workspace; declare artifacts with this library, which rewrites them',
  passing: exampleOf('Task', 'params: [{name: x}]\nsteps: [{name: build, image: busybox, command: [ls, $(inputs.params.x)]}]'),
  failing: exampleOf('Task', 'steps: [{name: build, image: busybox, command: [ls, $(inputs.source.path)]}]'),
  check: eachTaskSpec(({ spec, path }, { report }) => {
    for (const { path: at, text } of textsWithVariables({ steps: spec.steps, sidecars: spec.sidecars, stepTemplate: spec.stepTemplate })) {
      for (const dead of text.matchAll(DEAD)) report(`${path}.${at}`, { message: `'${dead[0]}' is never substituted`, within: partOf(dead) });
    }
  }),
};
