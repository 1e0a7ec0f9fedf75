import type { Chart } from 'cdk8s';
import { Artifact, defineTask } from '../../src';
import type { StepProps, TaskProps } from '../../src';

/** The stock image of all user steps: what the agent runs in, so that a cluster pulls one image. */
export const IMAGE = 'node:24-bookworm-slim';

/** A Task that writes a text into its file output `file`, and then runs more of a script. */
export function textTask(chart: Chart, name: string, text: string, { props = {}, then = '', step = {} }: {
  readonly props?: TaskProps;
  readonly then?: string;
  readonly step?: Partial<StepProps>;
} = {}) {
  const task = defineTask(chart, name, { ...props, outputs: { file: Artifact.file() } });
  task.addStep('write', { image: IMAGE, script: `printf %s '${text}' > ${task.outputs.file.path}\n${then}`, ...step });
  return task;
}

/** A Task whose result `text` is what its optional input `file` holds, or `absent`. */
export function optionalReader(chart: Chart, name: string) {
  const task = defineTask(chart, name, { inputs: { file: Artifact.file({ optional: true }) }, results: { text: {} } });
  task.addStep('read', {
    image: IMAGE,
    script: `if test -e ${task.inputs.file.path}; then cat ${task.inputs.file.path}; else printf absent; fi > ${task.results.text.path}`,
  });
  return task;
}

/** A Task whose result `text` is what its input `file` holds. */
export function reader(chart: Chart, name: string) {
  const task = defineTask(chart, name, { inputs: { file: Artifact.file() }, results: { text: {} } });
  task.addStep('read', { image: IMAGE, script: `cat ${task.inputs.file.path} > ${task.results.text.path}` });
  return task;
}
