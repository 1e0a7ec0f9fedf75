import { App, Chart, Testing } from 'cdk8s';
import { dump } from 'js-yaml';
import { ArtifactKind, Task } from 'cdk8s-tekton';
import type { StepProps, TaskProps } from 'cdk8s-tekton';
import { findingsIn } from '../tester';

const RULE = 'best-practice/unread-input';

/** What the rule finds in a Task with the input `app`, whose one step is this. */
function foundIn(step: Omit<StepProps, 'image'>, props: TaskProps = {}): string[] {
  const chart = new Chart(new App(), 'ci');
  const inputs = { app: { kind: ArtifactKind.FILE } };
  new Task(chart, 'test', { params: { program: {} }, unsafeParamsInScripts: true, inputs, ...props }).addStep('run', { image: 'busybox', ...step });
  const yaml = Testing.synth(chart).map((object) => dump(object)).join('---\n');
  return findingsIn(yaml).filter(({ rule }) => rule.id === RULE).map(({ severity, message }) => `${severity}: ${message}`);
}

describe(RULE, () => {
  test('finds what no step mentions, and leaves more room to programs of images', () => {
    expect(foundIn({ script: 'make test' })).toEqual(["warning: no step mentions the input 'app', which lies at /var/artifacts/inputs/app"]);
    expect(foundIn({ script: 'make /var/artifacts/inputs/app-2' })).toHaveLength(1);
    expect(foundIn({ command: ['make'] })).toEqual([expect.stringMatching(/^info: no step mentions the input 'app'/)]);
  });

  test.each<[string, Omit<StepProps, 'image'>]>([
    ['a script reads it', { script: 'tar xf $(inputs.app.path)' }],
    ['a program gets its path', { command: ['tar'], args: ['xf', '$(inputs.app.path)'] }],
    ['a script goes to the directory above', { script: 'cd /var/artifacts/inputs && ls' }],
    ['a script reads what begins like it', { script: 'cat /var/artifacts/inputs/a*' }],
    ['its uri is enough', { script: 'echo "$URI"', env: { URI: '$(inputs.app.uri)' } }],
    ['a param is the program', { script: '#!/bin/sh\n$(params.program)\n' }],
  ])('is quiet where %s', (_, step) => {
    expect(foundIn(step)).toEqual([]);
  });

  test('is quiet where something is attached to it', () => {
    const props = { inputs: { app: { kind: ArtifactKind.FILE } }, outputs: { sbom: { kind: ArtifactKind.FILE, attachTo: 'app' } } };
    expect(foundIn({ script: 'make > $(outputs.sbom.path)' }, props)).toEqual([]);
  });
});
