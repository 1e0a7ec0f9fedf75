import type { Chart } from 'cdk8s';
import { Artifact, definePipeline, defineTask } from '../../../src';
import { resultOf } from '../case';
import type { ResultValue, Run } from '../case';
import { IMAGE } from '../tasks';
import { fourSteps } from './four-steps';
import { trustedArtifacts } from './trusted-artifacts';
import { TIMES, userScript } from './user-step';

/**
 * One way to pass a directory between Tasks, as objects to apply.
 *
 * Each has the Tasks `<name>-make` (one output), `<name>-both` (one input, one output) and `<name>-use` (one input), and
 * the Pipeline `<name>` of make and use. The user steps are the same in all of them.
 */
export interface Shape {
  readonly name: string;
  /** For the report. */
  readonly title: string;
  readonly objects: readonly object[];
  /** Params and workspaces of every run. */
  readonly params?: readonly object[];
  readonly workspaces?: readonly object[];
}

/** The same user steps with nothing passed between them but the order. */
export function plain(): Shape {
  const task = (name: string, to?: string) => ({
    apiVersion: 'tekton.dev/v1',
    kind: 'Task',
    metadata: { name: `plain-${name}` },
    spec: { results: TIMES, steps: [{ name: 'user', image: IMAGE, script: userScript({ to }) }] },
  });
  return {
    name: 'plain',
    title: 'the same steps, without artifacts',
    objects: [task('make', '/tmp'), task('use'), task('both', '/tmp'), {
      apiVersion: 'tekton.dev/v1',
      kind: 'Pipeline',
      metadata: { name: 'plain' },
      spec: { tasks: [{ name: 'make', taskRef: { name: 'plain-make' } }, { name: 'use', taskRef: { name: 'plain-use' }, runAfter: ['make'] }] },
    }],
  };
}

/** Adds the Tasks and the Pipeline of this project's shape to a chart. */
export function declare(chart: Chart): void {
  const results = { started: {}, ended: {} };
  const make = defineTask(chart, 'declared-make', { results, outputs: { data: Artifact.directory() } });
  make.addStep('user', { image: IMAGE, script: userScript({ to: make.outputs.data.path.toString() }) });
  const use = defineTask(chart, 'declared-use', { results, inputs: { data: Artifact.directory() } });
  use.addStep('user', { image: IMAGE, script: userScript({ from: use.inputs.data.path.toString() }) });
  const both = defineTask(chart, 'declared-both', { results, inputs: { data: Artifact.directory() }, outputs: { out: Artifact.directory() } });
  both.addStep('user', { image: IMAGE, script: userScript({ from: both.inputs.data.path.toString(), to: both.outputs.out.path.toString() }) });
  const pipeline = definePipeline(chart, 'declared', {});
  pipeline.addTask('use', use, { inputs: { data: pipeline.addTask('make', make).outputs.data } });
}

/** All shapes: that of this project is applied by `declare`. */
export function shapes(repository: string, image: string): Shape[] {
  return [plain(), { name: 'declared', title: 'declared artifacts', objects: [] }, trustedArtifacts(repository, image), fourSteps()];
}

/** What a run of `-both` or `-use` takes, from a run of `-make`; undefined where nothing is passed. */
export function inputFrom(made: Run): ResultValue | undefined {
  return resultOf(made, 'data');
}
