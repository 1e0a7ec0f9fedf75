import { exampleOf } from '../example';
import { repeated } from '../names';
import type { Rule } from '../rule';
import { eachPipelineSpec, eachTaskSpec } from '../visit';

export const resultTwice: Rule = {
  id: 'tekton/result-twice',
  severity: 'warning',
  stage: 'run',
  summary: 'the names of results are unique',
  reason: 'Tekton does not say it, and keeps one of the two',
  source: 'pkg/pod/status.go of Tekton, removeDuplicateResults',
  fix: 'rename one of them',
  passing: exampleOf('Task', 'results: [{name: a}, {name: b}]\nsteps: [{name: x, image: busybox, command: [ls]}]'),
  failing: exampleOf('Task', 'results: [{name: a}, {name: a}]\nsteps: [{name: x, image: busybox, command: [ls]}]'),
  check: (context) => {
    tasks(context);
    pipelines(context);
  },
};

const tasks = eachTaskSpec(({ spec, path, steps }, { report }) => {
  for (const { index, name } of repeated(spec.results ?? [], (result) => result.name)) report(`${path}.results[${index}]`, { message: `two results are called '${name}'` });
  for (const { merged, at, label } of steps) {
    for (const { index, name } of repeated(merged.results ?? [], (result) => result.name)) report(`${at('results')}[${index}]`, { message: `${label} has two results '${name}'` });
  }
});

const pipelines = eachPipelineSpec(({ spec, path }, { report }) => {
  for (const { index, name } of repeated(spec.results ?? [], (result) => result.name)) report(`${path}.results[${index}]`, { message: `two results are called '${name}'` });
});
