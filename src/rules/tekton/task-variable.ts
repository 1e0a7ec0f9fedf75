import type { PlainParamSpec, PlainTaskSpec } from '../../lowering/plain';
import { taskVariableProblems } from '../../lowering/task-variables';
import { exampleOf } from '../example';
import { named } from '../names';
import type { Rule } from '../rule';
import type { TaskSpec } from '../schema/tekton-types';
import { eachTaskSpec } from '../visit';

export const taskVariable: Rule = {
  id: 'tekton/task-variable',
  severity: 'error',
  stage: 'run',
  summary: 'every variable in a Task names something that is there, in every field',
  reason: 'the webhook looks at some fields of steps only; elsewhere the variable stays in the text, or the run fails',
  source: 'docs/variables.md of Tekton, and its webhook as measured',
  fix: 'declare what the variable names, or correct it',
  passing: exampleOf('Task', 'workspaces: [{name: source}]\nsteps: [{name: build, image: busybox, command: [ls, $(workspaces.source.path)]}]'),
  failing: exampleOf('Task', 'workspaces: [{name: source}]\nsteps: [{name: build, image: busybox, command: [ls, $(workspaces.sources.path)]}]'),
  check: eachTaskSpec(({ spec, path, params, inline, pipelineTask }, { report }) => {
    const model = { spec: plainSpec(spec), inputs: [], embedded: inline, ...params ? { params: named(params) as PlainParamSpec[] } : {} };
    for (const { path: at, variable, start, problem } of taskVariableProblems(model)) {
      // Results of other tasks in an inline Task are a matter of the Pipeline.
      if (pipelineTask && variable.startsWith('$(tasks.')) continue;
      // What type a param of an inline Task has in the end, only the run knows.
      if (inline && problem.startsWith("the param '")) continue;
      report(`${path}.${at}`, { message: `'${variable}': ${problem}`, within: { index: start, text: variable } });
    }
  }),
};

/** The spec as the compiler's checks want it: they rely on names. */
function plainSpec(spec: TaskSpec): PlainTaskSpec {
  const whole = {
    ...spec,
    params: named(spec.params),
    results: named(spec.results),
    workspaces: named(spec.workspaces),
    steps: named(spec.steps).map((step) => ({ ...step, results: named(step.results) })),
  };
  return whole as object as PlainTaskSpec;
}
