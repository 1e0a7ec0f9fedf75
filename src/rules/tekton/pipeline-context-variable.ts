import { exampleOf } from '../example';
import type { Rule } from '../rule';
import type { PipelineTask } from '../schema/tekton-types';
import { eachPipelineTask } from '../visit';
import { textsOfValue } from '../webhook/expressions';
import { unknownVariable } from '../webhook/substitution';

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
    for (const { text, at } of textsOf(task)) {
      for (const [prefix, known] of Object.entries(KNOWN)) {
        const bad = unknownVariable(text, prefix, known);
        if (bad) report(`${path}.${at}`, { message: `${label} has the unknown variable '${bad.text}'`, stage: isLast ? 'admission' : 'run' });
      }
    }
  }),
};

function textsOf({ params = [], matrix }: PipelineTask): { readonly text: string; readonly at: string }[] {
  const lists = [
    { list: params, at: 'params' },
    { list: matrix?.params ?? [], at: 'matrix.params' },
    ...(matrix?.include ?? []).map((include, index) => ({ list: include.params ?? [], at: `matrix.include[${index}].params` })),
  ];
  return lists.flatMap(({ list, at }) => list.flatMap(({ value }, index) => textsOfValue(value).map((text) => ({ text, at: `${at}[${index}].value` }))));
}
