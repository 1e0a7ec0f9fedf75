import { suggestion } from '../../private/suggestion';
import { exampleOf } from '../example';
import type { TextPart } from '../model/place';
import type { PipelineSpecView } from '../model/views';
import type { Rule } from '../rule';
import { eachPipelineSpec } from '../visit';
import { expressionsIn, looksLikeResult, placedTextsOfValue, resultReference } from '../webhook/expressions';

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
      const path = `${pipeline.path}.results[${index}]`;
      const expressions = expressionsIn(placedTextsOfValue(result.value, `${path}.value`)).filter(({ expression }) => looksLikeResult(expression));
      const deep = expressions.filter(({ expression }) => !resultReference(expression));
      const tell = (at: string, problem: string, within?: TextPart): void => report(at, { message: `result '${result.name ?? ''}' ${problem}`, within });
      if (expressions.length === 0) tell(path, 'has a value without a result of a task');
      for (const { path: at, within } of deep) tell(at, `has '${within.text}', which names too much`, within);
      if (expressions.length === 0 || typeof result.value !== 'string') return;
      for (const { problem, within } of textProblems(result.value, pipeline)) {
        if (!deep.some((other) => other.within.index === within.index)) tell(`${path}.value`, problem, within);
      }
    });
  }),
};

/** A value that is one text is looked at closely: Tekton takes it apart at each `$`. */
function textProblems(value: string, { tasks, finally: last }: PipelineSpecView): { readonly problem: string; readonly within: TextPart }[] {
  return [...value.matchAll(/\$[^$]+|^[^$]+/g)].flatMap((found) => {
    const [text] = found;
    const within = { index: found.index, text: text.trimEnd() };
    const reference = text.startsWith('$(') ? resultReference(text.slice(2).replace(/\)$/, '')) : undefined;
    if (!reference) return [{ problem: `has '${text}', which is no result of a task: each must stand by itself, without text behind it`, within }];
    // Any word that begins so will do for Tekton.
    const names = (reference.root === 'tasks' ? tasks : last).map(({ task }) => task.name ?? '');
    return names.includes(reference.task) ? [] : [{ problem: `names the task '${reference.task}', which is not in ${reference.root}${suggestion(reference.task, names)}`, within }];
  });
}
