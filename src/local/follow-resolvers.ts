import { choose } from './choose';
import type { Documents } from './documents';
import { findObject, nameOf } from './find-object';
import type { Manifest, PipelineRunSpec, PipelineSpec, PipelineTask, Reference, Step, TaskRunSpec, TaskSpec } from './manifest';
import type { PlanOptions } from './plan-options';
import type { RemoteFinder, RemoteSpecs } from './remote-reference';
import { runMetadata } from './run-metadata';

/**
 * Puts what resolvers refer to into the references themselves, in all that is about to run and in nothing else.
 *
 * @throws RunInputError when the documents do not say what to run
 */
export async function followResolvers(documents: Documents, options: PlanOptions, finder: RemoteFinder): Promise<Documents> {
  const { object } = choose(documents, options);
  const { namespace } = runMetadata(object.metadata);
  const walk = new Walk(finder);
  // From the outside in: what is looked at tells which of the rest is needed.
  const pipelineRuns = await replace(documents.pipelineRuns, (run) => run === object, (run) => walk.pipelineRun(run));
  const isNeeded = (objects: readonly Manifest[], names: Names) => (candidate: Manifest) => candidate === object
    || (names.has(candidate.metadata.name) && findObject(objects, candidate.metadata.name, namespace) === candidate);
  const pipelines = await replace(documents.pipelines, isNeeded(documents.pipelines, walk.pipelines), (pipeline) => walk.pipeline(pipeline));
  const taskRuns = await replace(documents.taskRuns, (run) => run === object, (run) => walk.taskRun(run));
  const tasks = await replace(documents.tasks, isNeeded(documents.tasks, walk.tasks), (task) => walk.task(task));
  return { ...documents, pipelineRuns, pipelines, taskRuns, tasks };
}

function replace<T>(objects: readonly T[], isWanted: (object: T) => boolean, follow: (object: T) => Promise<T>): Promise<T[]> {
  return Promise.all(objects.map((object) => (isWanted(object) ? follow(object) : object)));
}

/** Names that were referred to. One with a variable may be any. */
class Names {
  readonly #names = new Set<string>();

  add(name: string | undefined): void {
    if (name !== undefined) this.#names.add(name.includes('$(') ? '$(' : name);
  }

  has(name = ''): boolean {
    return this.#names.has('$(') || this.#names.has(name);
  }
}

/** Where references stand: how a person calls the place, and how messages do. */
interface Place {
  readonly name: string;
  readonly where: string;
}

class Walk {
  /** Of the input. */
  readonly pipelines = new Names();
  readonly tasks = new Names();

  constructor(private readonly finder: RemoteFinder) {}

  async pipelineRun(run: Manifest<PipelineRunSpec>): Promise<Manifest<PipelineRunSpec>> {
    const place = placeOf(run);
    const { pipelineRef, pipelineSpec } = run.spec;
    this.pipelines.add(pipelineRef?.name);
    return {
      ...run,
      spec: {
        ...run.spec,
        ...pipelineRef && { pipelineRef: await this.reference('Pipeline', pipelineRef, { ...place, where: `${place.where} pipelineRef` }, (pipeline) => this.pipeline(pipeline)) },
        ...pipelineSpec && { pipelineSpec: await this.pipelineSpec(pipelineSpec, place.where) },
      },
    };
  }

  async taskRun(run: Manifest<TaskRunSpec>): Promise<Manifest<TaskRunSpec>> {
    const place = placeOf(run);
    const { taskRef, taskSpec } = run.spec;
    return {
      ...run,
      spec: {
        ...run.spec,
        ...taskRef && { taskRef: await this.taskReference(taskRef, { ...place, where: `${place.where} taskRef` }) },
        ...taskSpec && { taskSpec: await this.taskSpec(taskSpec, place) },
      },
    };
  }

  async pipeline(pipeline: Manifest<PipelineSpec>): Promise<Manifest<PipelineSpec>> {
    return { ...pipeline, spec: await this.pipelineSpec(pipeline.spec, placeOf(pipeline).where) };
  }

  async task(task: Manifest<TaskSpec>): Promise<Manifest<TaskSpec>> {
    return { ...task, spec: await this.taskSpec(task.spec, placeOf(task)) };
  }

  private async pipelineSpec(spec: PipelineSpec, where: string): Promise<PipelineSpec> {
    const follow = (tasks: readonly PipelineTask[]) => Promise.all(tasks.map((task) => this.pipelineTask(task, { name: task.name, where: `${where} task '${task.name}'` })));
    return { ...spec, tasks: await follow(spec.tasks), ...spec.finally && { finally: await follow(spec.finally) } };
  }

  private async pipelineTask(task: PipelineTask, place: Place): Promise<PipelineTask> {
    const { taskRef, taskSpec } = task;
    return {
      ...task,
      ...taskRef && { taskRef: await this.taskReference(taskRef, place) },
      // a custom task has no steps
      ...taskSpec?.steps && { taskSpec: await this.taskSpec(taskSpec, place) },
    };
  }

  private taskReference(reference: Reference<TaskSpec>, place: Place): Promise<Reference<TaskSpec>> {
    this.tasks.add(reference.name);
    return this.reference('Task', reference, place, (task) => this.task(task));
  }

  private async taskSpec<T extends TaskSpec>(spec: T, { name, where }: Place): Promise<T> {
    const steps = await Promise.all(spec.steps.map(async (step, index): Promise<Step> => {
      const called = step.name ?? `unnamed-${index}`;
      const place = { name: `${name}/${called}`, where: `${where} step '${called}'` };
      return step.ref ? { ...step, ref: await this.reference('StepAction', step.ref, place, (action) => Promise.resolve(action)) } : step;
    }));
    return { ...spec, steps };
  }

  /** @param further follows the references in what was found */
  private async reference<K extends keyof RemoteSpecs>(
    kind: K, reference: Reference<RemoteSpecs[K]>, { name, where }: Place,
    further: (object: Manifest<RemoteSpecs[K]>) => Promise<Manifest<RemoteSpecs[K]>>,
  ): Promise<Reference<RemoteSpecs[K]>> {
    const { resolver, params = [] } = reference;
    if (!resolver) return reference;
    const texts = new Map(params.flatMap(({ name: param, value }) => (typeof value === 'string' ? [[param, value] as const] : [])));
    const asked = texts.get('name');
    const found = await this.finder.find(kind, { resolver, params: texts, names: [name, ...asked === undefined ? [] : [asked]], where });
    return { ...reference, ...found && { resolved: await further(found) } };
  }
}

function placeOf({ kind, metadata, origin }: Manifest): Place {
  const name = nameOf(metadata);
  return { name, where: `${origin}: ${kind} '${name}'` };
}
