import type { RuleDocument } from '../../rules/model/document';
import { DocumentSet } from '../../rules/model/document-set';
import { child } from '../../rules/model/path';
import { pipelineSpecOf, taskSpecOf } from '../../rules/model/referenced-task';
import type { PipelineTaskView } from '../../rules/model/views';
import type { ParamValue, PipelineRun, PipelineSpec, StepAction, StepActionSpec, Task, TaskRun, TaskSpec } from '../../rules/schema/tekton-types';
import { textsOfValue } from '../../rules/webhook/expressions';

/** What declares params. */
export type ParamOwner = TaskSpec | PipelineSpec | StepActionSpec;

/** A value of a param, and where it is written. */
export interface KnownValue {
  readonly value: ParamValue;
  readonly document: RuleDocument;
  readonly path: string;
}

/** Something that runs a Task, a Pipeline or a StepAction, and gives values to its params. */
interface Call {
  readonly params: readonly { readonly name?: string; readonly value: KnownValue }[];
  /** Whose params the values may name. Unset: a run. */
  readonly from?: ParamOwner;
  /** What is called stands in its caller, and sees the caller's params. */
  readonly isInline: boolean;
}

/** The values that params have as far as the objects that are checked together tell: defaults, and what callers give. */
export class KnownValues {
  private readonly set: DocumentSet;
  private readonly defaults = new Map<ParamOwner, Call['params']>();
  private readonly calls = new Map<ParamOwner, Call[]>();

  constructor(documents: readonly RuleDocument[]) {
    this.set = new DocumentSet(documents);
    for (const document of documents) {
      this.addDefaults(document);
      this.addRun(document);
      this.addTasks(document);
      this.addSteps(document);
    }
  }

  /**
   * The values of a param; what they take from the params of a caller by a variable follows them, by itself.
   *
   * @param way the owners that have led here: Pipelines may contain themselves
   */
  public of(owner: ParamOwner, name: string, way: readonly ParamOwner[] = []): KnownValue[] {
    if (way.includes(owner)) return [];
    const named = (params: Call['params']): KnownValue[] => params.filter((param) => param.name === name).map(({ value }) => value);
    const given = (this.calls.get(owner) ?? []).flatMap(({ params, from, isInline }) => {
      const values = named(params);
      const outer = [...values.flatMap(({ value }) => textsOfValue(value)).flatMap(namesIn), ...values.length === 0 && isInline ? [name] : []];
      return [...values, ...from ? outer.flatMap((each) => this.of(from, each, [...way, owner])) : []];
    });
    return [...named(this.defaults.get(owner) ?? []), ...given];
  }

  private addDefaults(document: RuleDocument): void {
    const action = document.decodedAs<StepAction>('StepAction')?.spec;
    const owners = [...document.views.tasks, ...document.views.pipelines, ...action ? [{ spec: action, path: 'spec' }] : []];
    for (const { spec, path } of owners) this.defaults.set(spec, valuesOf(spec.params, child(path, 'params'), document));
  }

  private addRun(document: RuleDocument): void {
    const task = document.decodedAs<TaskRun>('TaskRun')?.spec;
    const pipeline = document.decodedAs<PipelineRun>('PipelineRun')?.spec;
    const run = { params: valuesOf((task ?? pipeline)?.params, 'spec.params', document) };
    const inline = task?.taskSpec ?? pipeline?.pipelineSpec;
    const named = this.taskNamed(task?.taskRef?.name, document) ?? this.pipelineNamed(pipeline?.pipelineRef?.name, document);
    this.addCall(inline ?? named, { ...run, isInline: inline !== undefined });
  }

  private addTasks(document: RuleDocument): void {
    for (const { spec: from, tasks, finally: last } of document.views.pipelines) {
      for (const view of [...tasks, ...last]) {
        const { taskSpec, pipelineSpec, pipelineRef } = view.task;
        const called = taskSpecOf(view, { document, documents: this.set }) ?? pipelineSpec ?? this.pipelineNamed(pipelineRef?.name, document);
        this.addCall(called, { params: valuesOfTask(view, document), from, isInline: Boolean(taskSpec ?? pipelineSpec) });
      }
    }
  }

  private addSteps(document: RuleDocument): void {
    for (const { spec: from, steps } of document.views.tasks) {
      for (const { step, path } of steps) {
        const action = step.ref?.name ? this.set.find('StepAction', step.ref.name, document)?.decodedAs<StepAction>('StepAction')?.spec : undefined;
        this.addCall(action, { params: valuesOf(step.params, child(path, 'params'), document), from, isInline: false });
      }
    }
  }

  private taskNamed(name: string | undefined, document: RuleDocument): TaskSpec | undefined {
    return name ? this.set.find('Task', name, document)?.decodedAs<Task>('Task')?.spec : undefined;
  }

  private pipelineNamed(name: string | undefined, document: RuleDocument): PipelineSpec | undefined {
    return pipelineSpecOf(name, { document, documents: this.set });
  }

  private addCall(called: ParamOwner | undefined, call: Call): void {
    if (called) this.calls.set(called, [...this.calls.get(called) ?? [], call]);
  }
}

function valuesOfTask({ task: { params, matrix }, path }: PipelineTaskView, document: RuleDocument): Call['params'] {
  // Each run of a matrix gets one of the list.
  const listed = valuesOf(matrix?.params, `${path}.matrix.params`, document).flatMap(({ name, value }) =>
    textsOfValue(value.value).map((text) => ({ name, value: { ...value, value: text } })));
  const included = (matrix?.include ?? []).flatMap((include, index) => valuesOf(include.params, `${path}.matrix.include[${index}].params`, document));
  return [...valuesOf(params, `${path}.params`, document), ...listed, ...included];
}

/** A declaration or a binding of a param. */
interface AnyParam {
  readonly name?: string;
  readonly default?: ParamValue;
  readonly value?: ParamValue;
}

function valuesOf(params: readonly AnyParam[] | undefined, path: string, document: RuleDocument): Call['params'] {
  return (params ?? []).flatMap((param, index) => (['default', 'value'] as const).flatMap((field) => {
    const value = param[field];
    return value === undefined ? [] : [{ name: param.name, value: { value, document, path: child(child(path, index), field) } }];
  }));
}

/** The params that a text names. */
function namesIn(text: string): string[] {
  return [...text.matchAll(/\$\(params(?:\.([\w-]+)|\[["']([^"']+)["']\])/g)].map(([, dotted, bracketed]) => dotted ?? bracketed);
}
