import type { ParamSpec, StepAction } from '../schema/tekton-types';
import type { RuleDocument } from './document';
import { oncePer } from './once-per';

/** A list of declared params, and where it stands. */
export interface ParamDeclarations {
  readonly params: readonly ParamSpec[];
  readonly path: string;
  /** `the Task`, `the Pipeline`, for messages. */
  readonly owner: string;
  /** It is what a run and its inline specs make together: a param may stand elsewhere. */
  readonly combined: boolean;
  /** A Pipeline's params are not looked at as variables of steps. */
  readonly ofSteps: boolean;
}

/** All lists of declared params of an object that Tekton validates. */
export const declarationsOf = oncePer(collectDeclarations);

function collectDeclarations(document: RuleDocument): ParamDeclarations[] {
  const { tasks, pipelines } = document.views;
  const isRun = document.kind === 'TaskRun' || document.kind === 'PipelineRun';
  const action = document.decodedAs<StepAction>('StepAction')?.spec;
  return [
    ...tasks.flatMap(({ spec, path, params, steps }) => [
      { params: spec.params ?? [], path: `${path}.params`, owner: 'the Task', combined: false, ofSteps: true },
      ...isRun && params && steps.length > 0 ? [{ params, path: 'spec', owner: 'the run', combined: true, ofSteps: true }] : [],
    ]),
    ...pipelines.flatMap(({ spec, path, params, owner, tasks: dag }) => [
      { params: spec.params ?? [], path: `${path}.params`, owner: 'the Pipeline', combined: false, ofSteps: false },
      ...owner === 'PipelineRun' && params && dag.length > 0 ? [{ params, path: 'spec', owner: 'the run', combined: true, ofSteps: false }] : [],
    ]),
    ...action ? [{ params: action.params ?? [], path: 'spec.params', owner: 'the StepAction', combined: false, ofSteps: true }] : [],
  ];
}

/** The path of one param in a list of declarations. */
export function pathOfParam({ path, combined }: ParamDeclarations, index: number): string {
  return combined ? path : `${path}[${index}]`;
}
