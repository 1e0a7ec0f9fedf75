import { isDeepStrictEqual } from 'util';
import { exampleOf } from '../example';
import type { Rule } from '../rule';
import type { EnvVar } from '../schema/tekton-types';
import { eachTaskSpec } from '../visit';

const task = (env: string): string => exampleOf('Task', `stepTemplate: {env: [{name: CI, value: yes-it-is}]}\nsteps: [{name: a, image: busybox, command: [env], env: [${env}]}]`);

export const stepTemplate: Rule = {
  id: 'tekton/step-template',
  severity: 'error',
  stage: 'admission',
  summary: 'where a stepTemplate has env, a step does not repeat a variable behind another one',
  reason: 'Tekton merges both by a patch of Kubernetes, which has all that one name stands for in one place',
  source: 'pkg/apis/pipeline/v1/merge.go; k8s.io/apimachinery/pkg/util/strategicpatch, validatePatchWithSetOrderList',
  fix: 'keep the last one: it is the one that counts',
  passing: task('{name: A, value: a}, {name: B, value: b}'),
  failing: task('{name: A, value: a}, {name: B, value: b}, {name: A, value: c}'),
  check: eachTaskSpec(({ spec, steps }, { report }) => {
    const template = spec.stepTemplate?.env ?? [];
    if (template.length === 0) return;
    for (const { step: { env = [] }, path, label } of steps) {
      const name = unmergeable(template, env);
      if (name !== undefined) report(`${path}.env`, { message: `${label} repeats variables of its env so that Tekton cannot merge it with that of the stepTemplate: it finds no place for '${name}'` });
    }
  }),
};

/** The patch has the variables that are to change, by name; read along the step's own order, each must be found behind the one before it. */
function unmergeable(template: readonly EnvVar[], own: readonly EnvVar[]): string | undefined {
  const names = own.map(({ name = '' }) => name);
  let at = 0;
  for (const name of new Set(names)) {
    for (let left = changes(ofName(name, template), ofName(name, own)); left > 0; left -= 1) {
      at = names.indexOf(name, at) + 1;
      if (at === 0) return name;
    }
  }
  return undefined;
}

/** How many are to change: they are compared one by one. */
function changes(template: readonly EnvVar[], own: readonly EnvVar[]): number {
  return own.filter((variable, index) => !isDeepStrictEqual(variable, template[index])).length;
}

/** Kubernetes' sorting turns those of one name around. */
function ofName(name: string, variables: readonly EnvVar[]): EnvVar[] {
  return variables.filter((variable) => (variable.name ?? '') === name).reverse();
}
