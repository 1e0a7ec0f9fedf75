import { exampleOf } from '../example';
import type { Rule } from '../rule';
import { eachPipelineTask } from '../visit';
import { textsOfMatrix, textsOfParams } from '../webhook/expressions';
import { unknownVariables } from '../webhook/substitution';

const KNOWN: { readonly [prefix: string]: ReadonlySet<string> } = {
  'context\\.pipelineRun': new Set(['name', 'namespace', 'uid']),
  'context\\.pipeline': new Set(['name']),
  'context\\.pipelineTask': new Set(['retries']),
};

export const pipelineContextVariable: Rule = {
  id: 'tekton/pipeline-context-variable',
  severity: 'error',
  stage: 'admission',
  summary: 'the variables $(context...) of a Pipeline are among those there are',
  reason: 'an unknown variable stays in the text as it is; the webhook looks at the last task only',
  source: 'pkg/apis/pipeline/v1/pipeline_validation.go, validatePipelineContextVariables',
  fix: 'use context.pipelineRun.name, .namespace, .uid, context.pipeline.name or context.pipelineTask.retries',
  passing: exampleOf('Pipeline', 'tasks: [{name: build, taskRef: {name: build}, params: [{name: run, value: $(context.pipelineRun.uid)}]}]'),
  failing: exampleOf('Pipeline', 'tasks: [{name: build, taskRef: {name: build}, params: [{name: run, value: $(context.pipelineRun.id)}]}]'),
  check: eachPipelineTask(({ task, path, label, section, index }, { report }, pipeline) => {
    const isLast = index === pipeline[section].length - 1;
    for (const { text, path: at } of [...textsOfParams(task.params, `${path}.params`), ...textsOfMatrix(task, `${path}.matrix`)]) {
      for (const [prefix, known] of Object.entries(KNOWN)) {
        for (const bad of unknownVariables(text, prefix, known)) {
          report(at, { message: `${label} has the unknown variable '${bad.text}'`, stage: isLast ? 'admission' : 'run', within: bad });
        }
      }
    }
  }),
};
