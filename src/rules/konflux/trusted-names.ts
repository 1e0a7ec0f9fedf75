import { injectedSteps } from '../model/injected-steps';
import type { StepView, TaskSpecView } from '../model/views';

/** By this end of its name the policies know a param or result as a trusted artifact. */
export const ARTIFACT_SUFFIX = '_ARTIFACT';

/** A trusted artifact of a Task. */
export interface TrustedName {
  readonly name: string;
  readonly what: 'param' | 'result';
  /** Where its declaration stands, or else the step that uses it. */
  readonly path: string;
  /** The policies look at steps of Konflux's own image; what this library injects they know by the name alone. */
  readonly byPolicy: boolean;
}

/** The params and results of a Task that carry trusted artifacts: of Konflux's own steps, and of injected ones. */
export function trustedNames(task: TaskSpecView): TrustedName[] {
  const { fetch, upload } = injectedSteps(task);
  const own = task.steps.filter(isTrustedStep).flatMap((step) =>
    ofTrustedStep(step).map((found) => ({ ...found, path: pathOf(found, task) ?? step.path, byPolicy: true })));
  const inputs = (fetch?.plan?.inputs ?? []).filter(({ content }) => content !== false).map(({ name }) => ({ name, what: 'param' as const }));
  const outputs = (upload?.plan?.outputs ?? []).filter(({ type }) => type !== 'reference').map(({ name }) => ({ name, what: 'result' as const }));
  return [...own, ...[...inputs, ...outputs].map((found) => ({ ...found, path: pathOf(found, task) ?? task.path, byPolicy: false }))];
}

function isTrustedStep({ step }: StepView): boolean {
  return step.image?.includes('trusted-artifacts') ?? false;
}

function ofTrustedStep({ step: { args = [] } }: StepView): Pick<TrustedName, 'name' | 'what'>[] {
  const names = (pattern: RegExp): string[] => args.flatMap((arg) => [...arg.matchAll(pattern)].map(([, name]) => name));
  return [
    ...args.includes('use') ? names(/\$\(params\.([^()]+)\)/g).map((name) => ({ name, what: 'param' as const })) : [],
    ...args.includes('create') ? names(/\$\(results\.([^()]+)\.path\)/g).map((name) => ({ name, what: 'result' as const })) : [],
  ];
}

function pathOf({ name, what }: Pick<TrustedName, 'name' | 'what'>, { spec, path }: TaskSpecView): string | undefined {
  const list: readonly { readonly name?: string }[] = (what === 'param' ? spec.params : spec.results) ?? [];
  const index = list.findIndex((item) => item.name === name);
  return index < 0 ? undefined : `${path}.${what}s[${index}].name`;
}
