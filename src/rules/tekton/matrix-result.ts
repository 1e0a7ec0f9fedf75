import { exampleOf } from '../example';
import type { PipelineTaskView } from '../model/views';
import type { Rule, RuleContext } from '../rule';
import { eachPipelineSpec } from '../visit';
import type { PlacedExpression } from '../webhook/expressions';
import { expressionsIn, looksLikeResult, placedTextsOfValue, resultReference } from '../webhook/expressions';

export const matrixResult: Rule = {
  id: 'tekton/matrix-result',
  severity: 'error',
  stage: 'admission',
  summary: 'results of a task with a matrix are strings, and are read all together by [*]',
  reason: 'there is one of each combination',
  source: 'pkg/apis/pipeline/v1/pipeline_validation.go, validateTaskResultsFromMatrixedPipelineTasksConsumed',
  fix: "write '$(tasks.<task>.results.<result>[*])' into an array param",
  passing: exampleOf('Pipeline', `
tasks:
  - {name: test, taskRef: {name: test}, matrix: {params: [{name: version, value: ["20", "22"]}]}}
  - {name: report, taskRef: {name: report}, params: [{name: all, value: ["$(tasks.test.results.log[*])"]}]}`),
  failing: exampleOf('Pipeline', `
tasks:
  - {name: test, taskRef: {name: test}, matrix: {params: [{name: version, value: ["20", "22"]}]}}
  - {name: report, taskRef: {name: report}, params: [{name: log, value: $(tasks.test.results.log)}]}`),
  check: eachPipelineSpec(({ tasks, finally: last }, context) => {
    checkReaders(tasks, context);
    checkReaders(last, context);
  }),
};

/** Tekton looks at each section by itself, and reads the types of the last value's results only. */
function checkReaders(tasks: readonly PipelineTaskView[], { report }: RuleContext): void {
  const byName = new Map(tasks.map((view) => [view.task.name ?? '', view]));
  let types: readonly PlacedExpression[] | undefined;
  for (const { task, path, label } of tasks) {
    for (const [index, { value }] of (task.params ?? []).entries()) {
      const results = expressionsIn(placedTextsOfValue(value, `${path}.params[${index}].value`)).filter(({ expression }) => looksLikeResult(expression));
      if (results.length === 0) continue;
      const fanned = results.filter(({ expression }) => isMatrix(byName.get(expression.split('.')[1])));
      for (const { expression, path: at, within } of fanned) {
        if (!expression.endsWith('[*]')) report(at, { message: `${label} reads '${within.text}' of a task with a matrix, expected '[*]'`, within });
      }
      if (types) checkTypes(types, byName, report, 'run');
      types = fanned;
    }
  }
  if (types) checkTypes(types, byName, report, 'admission');
}

function checkTypes(
  references: readonly PlacedExpression[],
  tasks: ReadonlyMap<string, PipelineTaskView>,
  report: RuleContext['report'],
  stage: 'admission' | 'run',
): void {
  for (const { expression, path, within } of references) {
    const reference = resultReference(expression);
    const producer = reference && tasks.get(reference.task)?.task;
    const spec = producer?.taskRef ? tasks.get(producer.taskRef.name ?? '')?.task.taskSpec : producer?.taskSpec;
    const result = spec?.results?.find(({ name }) => name === reference?.result);
    if (result && result.type !== 'string') {
      report(path, { message: `'${within.text}' is of type ${result.type ?? ''}, and a task with a matrix can hand on strings only`, stage, within });
    }
  }
}

function isMatrix(view: PipelineTaskView | undefined): boolean {
  return Boolean(view?.task.matrix?.params?.length ?? view?.task.matrix?.include?.length);
}
