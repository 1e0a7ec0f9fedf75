import { PATHS } from '../../contract/paths';
import { compiledTask } from '../configuration/task-example';

/** The fields of a step with which the pack is content, for the examples of rules. */
export const STEP = 'name: build, image: busybox, computeResources: {requests: {memory: 64Mi}}';

/** A step of a Task with which the pack is content. */
export const DONE_STEP = `{${STEP}, command: [make]}`;

const REQUESTS = 'computeResources: {requests: {memory: 64Mi}}';

/** The paths of the input and of the output of {@link artifactTask}. */
export const INPUT = `${PATHS.inputs}/app`;
export const OUTPUT = `${PATHS.outputs}/report`;

/** A Task as the compiler emits it, with a step of the author's that does this. */
export function artifactTask(command: string): string {
  const build = `{name: build, image: "node:22", ${REQUESTS}, script: "#!/bin/sh\\n${command}"}`;
  return compiledTask({ build: [build] }).replaceAll('image: "node:22", args', `image: "node:22", ${REQUESTS}, args`);
}
