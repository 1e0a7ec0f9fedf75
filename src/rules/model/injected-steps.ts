import { parseFetchArguments, parseUploadArguments } from '../../contract/agent-arguments';
import type { FetchPlan, UploadPlan } from '../../contract/agent-plan';
import { FETCH_STEP, GATE_STEP, UPLOAD_STEP } from '../../lowering/injected-step';
import { oncePer } from './once-per';
import type { StepView, TaskSpecView } from './views';

/** A step that the compiler added, and what it is told to do. */
export interface InjectedStepView<Plan> {
  readonly view: StepView;
  /** Undefined where the arguments cannot be read. */
  readonly plan?: Plan;
  /** Why they cannot. */
  readonly problem?: string;
}

/** The steps that the compiler added to a Task. */
export interface InjectedSteps {
  readonly fetch?: InjectedStepView<FetchPlan>;
  readonly upload?: InjectedStepView<UploadPlan>;
  readonly gate?: StepView;
}

/** Finds the injected steps of a Task: by name and command word, so that a step of others is left alone. */
export const injectedSteps = oncePer(find);

function find({ steps }: TaskSpecView): InjectedSteps {
  const named = (name: string, word: string): StepView | undefined => steps.find(({ step }) => step.name === name && step.args?.[0] === word);
  const [fetch, upload, gate] = [named(FETCH_STEP, 'fetch'), named(UPLOAD_STEP, 'upload'), named(GATE_STEP, 'gate')];
  return {
    ...fetch ? { fetch: read(fetch, (args) => parseFetchArguments(args).plan) } : {},
    ...upload ? { upload: read(upload, parseUploadArguments) } : {},
    ...gate ? { gate } : {},
  };
}

function read<Plan>(view: StepView, parse: (args: readonly string[]) => Plan): InjectedStepView<Plan> {
  try {
    return { view, plan: parse((view.step.args ?? []).slice(1)) };
  } catch (error) {
    return { view, problem: (error as Error).message };
  }
}
