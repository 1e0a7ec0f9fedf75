import { exampleOf } from '../example';
import type { Rule } from '../rule';
import type { Matrix } from '../schema/tekton-types';
import { eachPipelineTask } from '../visit';

/** Of default-max-matrix-combinations-count in the ConfigMap config-defaults. */
const MOST_COMBINATIONS = 256;

export const matrix: Rule = {
  id: 'tekton/matrix',
  severity: 'error',
  stage: 'admission',
  summary: 'a matrix has at most 256 combinations',
  reason: 'each becomes a TaskRun; the limit is default-max-matrix-combinations-count',
  source: 'pkg/apis/pipeline/v1/matrix_types.go, validateCombinationsCount',
  fix: 'take values away, or split the task',
  passing: exampleOf('Pipeline', 'tasks: [{name: test, taskRef: {name: test}, matrix: {params: [{name: version, value: ["20", "22"]}]}}]'),
  failing: exampleOf('Pipeline', `tasks: [{name: test, taskRef: {name: test}, matrix: {params: [{name: a, value: [${letters()}]}, {name: b, value: [${letters()}]}]}}]`),
  check: eachPipelineTask(({ task, path, label }, { report }) => {
    const count = task.matrix ? combinations(task.matrix) : 0;
    if (count > MOST_COMBINATIONS) report(`${path}.matrix`, { message: `the matrix of ${label} has ${count} combinations, at most ${MOST_COMBINATIONS} are taken` });
  }),
};

function letters(): string {
  return 'abcdefghijklmnopq'.split('').join(', ').replace('n', '"n"');
}

function combinations({ params = [], include = [] }: Matrix): number {
  if (params.length === 0) return include.length;
  const lists = new Map(params.map(({ name, value }) => [name, Array.isArray(value) ? value as readonly string[] : []]));
  const product = params.reduce((count, { value }) => count * (Array.isArray(value) && value.length > 0 ? value.length : 1), 1);
  return product + include.reduce((count, { params: included = [] }) => count + added(included, lists), 0);
}

/** Values that are not in the matrix make combinations of their own. */
function added(included: NonNullable<Matrix['params']>, lists: ReadonlyMap<string | undefined, readonly string[]>): number {
  let count = 0;
  for (const { name, value } of included) {
    const list = lists.get(name);
    if (!list) continue;
    if (list.includes(typeof value === 'string' ? value : '')) break;
    count++;
  }
  return count;
}
