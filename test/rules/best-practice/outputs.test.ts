import { App, Chart, Testing } from 'cdk8s';
import { dump } from 'js-yaml';
import { ArtifactKind, Task } from 'cdk8s-tekton';
import type { StepProps } from 'cdk8s-tekton';
import { findingsIn } from '../tester';

const RULE = 'best-practice/unused-output';

/** What the rule finds in a Task with the outputs `app` and `app-2`, whose one step is this. */
function foundIn(step: Omit<StepProps, 'image'>): string[] {
  const chart = new Chart(new App(), 'ci');
  new Task(chart, 'build', {
    params: { program: {} },
    unsafeParamsInScripts: true,
    outputs: { 'app': { kind: ArtifactKind.FILE }, 'app-2': { kind: ArtifactKind.DIRECTORY } },
  }).addStep('make', { image: 'busybox', ...step });
  const yaml = Testing.synth(chart).map((object) => dump(object)).join('---\n');
  return findingsIn(yaml).filter(({ rule }) => rule.id === RULE).map(({ severity, message }) => `${severity}: ${message}`);
}

describe(RULE, () => {
  test('finds what no step mentions', () => {
    expect(foundIn({ script: 'make > $(outputs.app-2.path)/log' })).toEqual(["warning: no step mentions the output 'app', which is taken from /var/artifacts/outputs/app"]);
    expect(foundIn({ script: 'make > $(outputs.app.path)' })).toEqual(["warning: no step mentions the output 'app-2', which is taken from /var/artifacts/outputs/app-2"]);
  });

  test('is a hint where a program of the image may know the path', () => {
    expect(foundIn({ command: ['make'], args: ['$(outputs.app.path)'] })).toEqual([expect.stringMatching(/^info: no step mentions the output 'app-2'/)]);
  });

  test.each<[string, Omit<StepProps, 'image'>]>([
    ['env, args and the workingDir mention them', { command: ['make'], args: ['--out=$(outputs.app.path)'], workingDir: '$(outputs.app-2.path)' }],
    ['env mentions them', { script: 'make', env: { A: '$(outputs.app.path)', B: '$(outputs.app-2.path)' } }],
    ['they are mentioned literally', { script: 'make /var/artifacts/outputs/app /var/artifacts/outputs/app-2' }],
    ['a script puts the path together', { script: 'for name in app app-2; do make "/var/artifacts/outputs/$name"; done' }],
    ['a script goes to the directory above', { script: 'cd /var/artifacts/outputs && make' }],
    ['a param is the program', { script: '#!/bin/sh\n$(params.program)\n' }],
  ])('is quiet where %s', (_, step) => {
    expect(foundIn(step)).toEqual([]);
  });
});
