import type { TaskModel } from './task-model';

/** By this end of its name Konflux's policies know a param or result as a trusted artifact. */
const SUFFIX = '_ARTIFACT';

/**
 * What Konflux would not take of a Task whose artifacts are stored for it.
 *
 * @see https://conforma.dev/docs/policy/packages/task_trusted_artifacts.html
 */
export function konfluxProblems(task: string, { inputs, outputs }: TaskModel): string[] {
  const artifacts = [
    ...inputs.filter(({ content }) => content).map((input) => ({ ...input, what: 'input' })),
    ...outputs.filter(({ type }) => type === 'content').map((output) => ({ ...output, what: 'output' })),
  ];
  return artifacts.flatMap(({ what, name, codec }) => [
    ...name.endsWith(SUFFIX) ? [] : [`${task} has ${what} '${name}' and stores for Konflux, whose policies want names that end with '${SUFFIX}': rename it`],
    ...codec === 'string' ? [] : [`${task} has ${what} '${name}' and stores for Konflux, whose Tasks hand on strings: declare it with ReferenceCodec.STRING`],
  ]);
}
