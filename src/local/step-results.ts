import type { WhenExpression } from './manifest';
import { isArrayValue, isObjectValue, type ParamValue } from './param-value';
import { parseStepResultReference } from './result-references';

/** What a step reads when it starts: the fields in which results of earlier steps are replaced. */
export interface StepInvocation {
  readonly env: ReadonlyMap<string, string>;
  readonly when: readonly WhenExpression[];
  readonly command: readonly string[];
}

/** Gives the value of a step result, or undefined when the step did not write it. */
export type LoadStepResult = (step: string, result: string) => ParamValue | undefined;

const STEP_RESULT = /\$\(steps\..*?\.results\..*?\)/g;

/** A reference that has no value yet. */
class Unresolved extends Error {}

/** An element that an array does not have. */
class OutOfRange extends Error {}

/** The fields of a step with results of earlier steps, as far as they could be replaced. */
export interface StepReplacement {
  readonly invocation: StepInvocation;
  /** Why fields keep their text. The step runs. */
  readonly problem?: string;
  /** Why the step fails before its command starts. */
  readonly failure?: string;
}

/**
 * Replaces `$(steps.x.results.y)` in env, when and command, as Tekton's entrypoint does just before it starts a step.
 *
 * A missing result is no failure there: it is logged, and that field and all that come after it (env, when, command)
 * keep their text. An element that an array does not have makes the entrypoint panic. Scripts are not touched.
 * Source: `applyStepResultSubstitutions` in pkg/entrypoint/entrypointer.go.
 */
export function replaceStepResults(invocation: StepInvocation, load: LoadStepResult): StepReplacement {
  let result = invocation;
  try {
    result = { ...result, env: new Map([...result.env].map(([name, value]) => [name, replaceText(value, load)])) };
    result = { ...result, when: result.when.map((expression) => replaceExpression(expression, load)) };
    result = { ...result, command: result.command.flatMap((text) => replaceArgument(text, load)) };
    return { invocation: result };
  } catch (error) {
    if (error instanceof Unresolved) return { invocation: result, problem: error.message };
    if (error instanceof OutOfRange) return { invocation: result, failure: error.message };
    throw error;
  }
}

function replaceExpression(expression: WhenExpression, load: LoadStepResult): WhenExpression {
  return {
    ...expression,
    values: expression.values.flatMap((value) => replaceArgument(value, load)),
    input: replaceText(expression.input, load),
  };
}

function replaceText(text: string, load: LoadStepResult): string {
  return text.replace(STEP_RESULT, (variable) => {
    const value = valueOf(variable, load);
    return typeof value === 'string' ? value : '';
  });
}

/** An argument that is a whole array becomes its elements; an array with text around it is refused. */
function replaceArgument(text: string, load: LoadStepResult): readonly string[] {
  const variables = text.match(STEP_RESULT) ?? [];
  for (const variable of variables) {
    const value = valueOf(variable, load);
    if (typeof value === 'string' || value.length === 0) continue;
    if (text !== variable) throw new Unresolved('value must be in "$(steps.<step-name>.results.<result-name>[*])" format, when using array results');
    return value;
  }
  return [replaceText(text, load)];
}

function valueOf(variable: string, load: LoadStepResult): string | readonly string[] {
  const reference = parseStepResultReference(variable.slice(2, -1));
  if (!reference) throw new Unresolved(`'${variable}' is no reference to a step result`);
  const value = load(reference.step, reference.result);
  if (value === undefined) throw new Unresolved(`step '${reference.step}' has no result '${reference.result}' for '${variable}'`);
  if (reference.property !== undefined) return isObjectValue(value) ? value[reference.property] ?? '' : '';
  if (reference.index === '*') return isArrayValue(value) ? value : [];
  if (reference.index !== undefined) return elementOf(variable, value, Number(reference.index));
  return typeof value === 'string' ? value : '';
}

function elementOf(variable: string, value: ParamValue, index: number): string {
  const element = isArrayValue(value) ? value[index] : undefined;
  if (element === undefined) throw new OutOfRange(`'${variable}' is out of range, the result ${isArrayValue(value) ? `has ${value.length} elements` : 'is no array'}`);
  return element;
}
