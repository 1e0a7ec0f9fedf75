import { exampleOf } from '../example';
import { taskSpecOf } from '../model/referenced-task';
import type { PipelineTaskView } from '../model/views';
import type { Rule, RuleContext } from '../rule';
import { eachPipelineSpec } from '../visit';
import { expressionsIn, resultReference, textsOfParams } from '../webhook/expressions';
import { PINNED_IMAGE } from './pinned-example';

/** Names of results by which Chains finds what was built. */
const BUILT = /(?:IMAGE_DIGEST|ARTIFACT_OUTPUTS|ARTIFACT_DIGEST)$/;

const pipeline = (results: string): string => exampleOf('Pipeline', `tasks:
- name: build
  taskSpec:
    results: [{name: app-ARTIFACT_OUTPUTS, type: object, properties: {uri: {}, digest: {}}}]
    steps: [{name: build, image: "${PINNED_IMAGE}", command: [make]}]
${results}`);

export const exportedOutput: Rule = {
  id: 'digest/exported-output',
  severity: 'info',
  stage: 'none',
  summary: 'what a task builds is a result of the Pipeline, too',
  reason: 'the attestation of a PipelineRun has the results of the Pipeline for subjects, and none of its tasks, unless deep inspection is on',
  source: 'https://tekton.dev/docs/chains/config/, artifacts.pipelinerun.enable-deep-inspection; observed with v0.26.2',
  fix: "add a result to the Pipeline: value: '$(tasks.<task>.results.<result>[*])'",
  passing: pipeline('results: [{name: app-ARTIFACT_OUTPUTS, type: object, value: "$(tasks.build.results.app-ARTIFACT_OUTPUTS[*])"}]'),
  failing: pipeline(''),
  check: eachPipelineSpec(({ spec, tasks }, context) => {
    const exported = new Set(expressionsIn(textsOfParams(spec.results, 'results')).flatMap(({ expression }) => {
      const reference = resultReference(expression);
      return reference ? [`${reference.task}.${reference.result}`] : [];
    }));
    for (const task of tasks) checkTask(task, exported, context);
  }),
};

function checkTask(view: PipelineTaskView, exported: ReadonlySet<string>, context: RuleContext): void {
  for (const { name = '' } of taskSpecOf(view, context)?.results ?? []) {
    if (!BUILT.test(name) || exported.has(`${view.task.name}.${name}`)) continue;
    context.report(`${view.path}.name`, { message: `${view.label} builds '${name}', which is no result of the Pipeline` });
  }
}
