import type { ParamSpec, Sidecar, Step, StepAction, StepActionSpec } from '../schema/tekton-types';
import type { RuleDocument } from './document';
import { oncePer } from './once-per';
import { child } from './path';
import type { TaskSpecView } from './views';

/** What steps, sidecars and StepActions have in common. */
export type Container = Pick<Step, 'args' | 'command' | 'computeResources' | 'env' | 'envFrom' | 'image' | 'script' | 'securityContext' | 'volumeMounts' | 'workingDir'>;

/** Something that runs in a Pod, wherever it is declared. */
export interface ContainerView {
  readonly kind: 'step' | 'sidecar' | 'StepAction';
  /** With what the stepTemplate adds. A step by reference has next to nothing. */
  readonly container: Container;
  /** `step 'build'`, `the StepAction`, for messages. */
  readonly label: string;
  /** The Task it belongs to; unset for a StepAction. */
  readonly task?: TaskSpecView;
  /** The path of a field, which may stand in the stepTemplate. */
  at(field: keyof Container): string;
}

/** All containers that an object declares. */
export const containersOf = oncePer(declaredContainers);

function declaredContainers(document: RuleDocument): readonly ContainerView[] {
  const action = document.decodedAs<StepAction>('StepAction')?.spec;
  return [
    ...document.views.tasks.flatMap((task) => [
      ...task.steps.map(({ merged, label, at }) => ({ kind: 'step' as const, container: merged, label, task, at })),
      ...task.sidecars.map(({ sidecar, label, path }) => ofSidecar(sidecar, label, path, task)),
    ]),
    ...action ? [ofAction(action)] : [],
  ];
}

/** The params that a container may use, as far as its object tells. */
export function paramsOf({ kind, task }: ContainerView, document: RuleDocument): readonly ParamSpec[] {
  const declared = kind === 'StepAction' ? document.decodedAs<StepAction>('StepAction')?.spec?.params : task?.params ?? task?.spec.params;
  return declared ?? [];
}

/** A text in a container's script, command or args, and where it stands. */
export interface ProgramText {
  readonly text: string;
  readonly path: string;
}

/** The command line of a container, entry by entry. */
export function commandLine({ container, at }: ContainerView): ProgramText[] {
  return (['command', 'args'] as const).flatMap((field) => (container[field] ?? []).map((text, index) => ({ text, path: child(at(field), index) })));
}

function ofSidecar(sidecar: Sidecar, label: string, path: string, task: TaskSpecView): ContainerView {
  return { kind: 'sidecar', container: sidecar, label, task, at: (field) => child(path, field) };
}

function ofAction(action: StepActionSpec): ContainerView {
  return { kind: 'StepAction', container: action, label: 'the StepAction', at: (field) => `spec.${field}` };
}
