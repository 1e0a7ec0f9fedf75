import { suggestion } from '../../private/suggestion';
import { exampleOf } from '../example';
import type { TextPart } from '../model/place';
import type { PipelineSpecView, PipelineTaskView } from '../model/views';
import type { Rule } from '../rule';
import { eachPipelineSpec } from '../visit';
import { expressionsOfTask, resultReference } from '../webhook/expressions';
import { stageSinceV1 } from '../webhook/since-v1';

/** What must end before a task, and where it says so. */
interface Dependency {
  readonly on: string;
  readonly path: string;
  readonly within?: TextPart;
  /** It stands in the steps of an inline Task. */
  readonly isInside: boolean;
}

export const taskOrder: Rule = {
  id: 'tekton/task-order',
  severity: 'error',
  stage: 'admission',
  summary: 'tasks wait for tasks of their own Pipeline, and not for each other',
  reason: 'runAfter and results of other tasks make the order; tasks that wait for each other never start',
  source: 'pkg/apis/pipeline/v1/pipeline_validation.go, validateGraph; pkg/reconciler/pipeline/dag',
  fix: 'correct the name, or break the circle',
  passing: exampleOf('Pipeline', 'tasks: [{name: build, taskRef: {name: build}}, {name: test, taskRef: {name: test}, runAfter: [build]}]'),
  failing: exampleOf('Pipeline', 'tasks: [{name: build, taskRef: {name: build}}, {name: test, taskRef: {name: test}, runAfter: [biuld]}]'),
  check: eachPipelineSpec((pipeline, { document, report }) => {
    const names = pipeline.tasks.map(({ task }) => task.name ?? '');
    const graph = new Map(pipeline.tasks.map((view) => [view.task.name ?? '', dependenciesOf(view)]));
    for (const { task, label } of pipeline.tasks) {
      for (const { on, path, within, isInside } of graph.get(task.name ?? '') ?? []) {
        if (names.includes(on)) continue;
        const stage = isInside ? stageSinceV1(document) : undefined;
        report(path, { message: `${label} waits for '${on}', which is not among the tasks${suggestion(on, names)}`, stage, within });
      }
    }
    const circle = circleIn(pipeline, graph);
    if (!circle) return;
    const { path, within } = circle.place;
    report(path, { message: `these tasks wait for each other: ${circle.names.join(', ')}`, stage: circle.isInside ? stageSinceV1(document) : undefined, within });
  }),
};

function dependenciesOf(view: PipelineTaskView): Dependency[] {
  return [
    ...(view.task.runAfter ?? []).map((on, index) => ({ on, path: `${view.path}.runAfter[${index}]`, isInside: false })),
    ...expressionsOfTask(view).flatMap(({ expression, path, within }) => {
      const reference = resultReference(expression);
      return reference ? [{ on: reference.task, path, within, isInside: path.startsWith(`${view.path}.taskSpec.`) }] : [];
    }),
  ];
}

interface Circle {
  readonly names: readonly string[];
  /** Where one of them names another. */
  readonly place: Pick<Dependency, 'path' | 'within'>;
  /** It is closed only by what stands in the steps of inline Tasks. */
  readonly isInside: boolean;
}

/** Some tasks that wait for each other. */
function circleIn({ tasks }: PipelineSpecView, graph: ReadonlyMap<string, readonly Dependency[]>): Circle | undefined {
  const outside = new Map([...graph].map(([name, dependencies]) => [name, dependencies.filter(({ isInside }) => !isInside)]));
  const [obvious, any] = [outside, graph].map((each) => remainderOf(tasks, each));
  const names = obvious.length > 0 ? obvious : any;
  if (names.length === 0) return undefined;
  const first = graph.get(names[0])?.find(({ on }) => names.includes(on));
  const place = first ?? { path: tasks.find(({ task }) => task.name === names[0])?.path ?? '' };
  return { names: names.map((name) => `'${name}'`), place, isInside: obvious.length === 0 };
}

/** The tasks that are left when those that wait for nothing are taken away again and again. */
function remainderOf(tasks: PipelineSpecView['tasks'], graph: ReadonlyMap<string, readonly Dependency[]>): string[] {
  let left = tasks.filter(({ task }) => (graph.get(task.name ?? '')?.length ?? 0) > 0);
  for (;;) {
    const names = new Set(left.map(({ task }) => task.name ?? ''));
    const next = left.filter(({ task }) => graph.get(task.name ?? '')?.some(({ on }) => names.has(on)));
    if (next.length === left.length) break;
    left = next;
  }
  return left.map(({ task }) => task.name ?? '');
}
