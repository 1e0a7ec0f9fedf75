import { suggestion } from '../../private/suggestion';
import { exampleOf } from '../example';
import type { PipelineSpecView } from '../model/views';
import type { Rule } from '../rule';
import type { PipelineResult } from '../schema/tekton-types';
import { eachPipelineSpec } from '../visit';
import { expressionsInValue, looksLikeResult, resultReference } from '../webhook/expressions';

export const pipelineResult: Rule = {
  id: 'tekton/pipeline-result',
  severity: 'error',
  stage: 'admission',
  summary: 'a result of a Pipeline consists of results of its tasks',
  reason: 'there is nothing else that it could be made of',
  source: 'pkg/apis/pipeline/v1/pipeline_validation.go, validatePipelineResults',
  fix: "write '$(tasks.<task>.results.<result>)', or '$(finally.<task>.results.<result>)'",
  passing: exampleOf('Pipeline', 'tasks: [{name: build, taskRef: {name: build}}]\nresults: [{name: digest, value: $(tasks.build.results.digest)}]'),
  failing: exampleOf('Pipeline', 'tasks: [{name: build, taskRef: {name: build}}]\nresults: [{name: digest, value: $(tasks.biuld.results.digest)}]'),
  check: eachPipelineSpec((pipeline, { report }) => {
    (pipeline.spec.results ?? []).forEach((result, index) => {
      const problem = problemOf(result, pipeline);
      if (problem) report(`${pipeline.path}.results[${index}]`, { message: `result '${result.name ?? ''}' ${problem}` });
    });
  }),
};

function problemOf({ value }: PipelineResult, { tasks, finally: last }: PipelineSpecView): string | undefined {
  const expressions = expressionsInValue(value);
  if (!expressions.some(looksLikeResult)) return 'has a value without a result of a task';
  const wrong = expressions.filter(looksLikeResult).find((expression) => !resultReference(expression));
  if (wrong) return `has '$(${wrong})', which names too much`;
  // Only a value that is one text is looked at closely.
  if (typeof value !== 'string') return undefined;
  for (const part of value.split('$').filter((text) => text !== '')) {
    const reference = resultReference(`$${part}`.replace(/^\$\(/, '').replace(/\)$/, ''));
    if (!reference) return `has '${part}', which is no result of a task: each must stand by itself, without text behind it`;
    // Any word that begins so will do for Tekton.
    const names = (reference.root === 'tasks' ? tasks : last).map(({ task }) => task.name ?? '');
    if (!names.includes(reference.task)) return `names the task '${reference.task}', which is not in ${reference.root}${suggestion(reference.task, names)}`;
  }
  return undefined;
}
