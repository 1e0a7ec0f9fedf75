import type { WhenExpression } from './manifest';
import { applyArrayReplacements, applyReplacements, type Replacements, variablesIn } from './substitution';

/**
 * Tells whether all expressions hold. No expression: true.
 *
 * Source: `AllowsExecution` in pkg/apis/pipeline/v1/when_types.go; any operator but `in` counts as `notin`.
 */
export function allowsExecution(expressions: readonly WhenExpression[] | undefined): boolean {
  return (expressions ?? []).every(({ input, operator, values }) => values.includes(input) === (operator === 'in'));
}

/** Replaces variables; `$(array[*])` becomes its elements among the values, and JSON text as the input. */
export function replaceInWhen(expressions: readonly WhenExpression[], replacements: Replacements): WhenExpression[] {
  return expressions.map((expression) => ({
    ...expression,
    input: inputText(expression.input, replacements),
    values: expression.values.flatMap((value) => (
      isWholeArray(value, replacements) ? applyArrayReplacements(value, replacements) : applyReplacements(value, replacements)
    )),
  }));
}

/** The variables that the expressions read. */
export function variablesInWhen(expressions: readonly WhenExpression[] | undefined): string[] {
  return (expressions ?? []).flatMap(({ input, values }) => [input, ...values].flatMap(variablesIn));
}

function inputText(input: string, replacements: Replacements): string {
  if (isWholeArray(input, replacements)) return JSON.stringify(applyArrayReplacements(input, replacements));
  return applyReplacements(input, replacements);
}

function isWholeArray(text: string, { arrays }: Replacements): boolean {
  const name = /^\$\((.+)\[\*\]\)$/.exec(text)?.[1];
  return name !== undefined && arrays.has(name);
}
