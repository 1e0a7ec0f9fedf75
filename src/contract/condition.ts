/** A `when` expression of Tekton: is `input` one of `values`, or none of them. */
export interface WhenExpression {
  readonly input: string;
  readonly operator: 'in' | 'notin';
  readonly values: readonly string[];
}

/**
 * Writes the condition of a PipelineTask as elements of an array param, so that the Task itself can decide.
 *
 * A PipelineTask skipped by its own `when` has no results, and every consumer is skipped with it. Moved into the
 * Task, the upload step still writes (blank) references. Each element has a tag, so that no value can pass for
 * another part: `input=<text>`, `operator=in`, `value=<text>`.
 */
export function conditionElements(expressions: readonly WhenExpression[]): string[] {
  return expressions.flatMap(({ input, operator, values }) => [
    `input=${input}`, `operator=${operator}`, ...values.map((value) => `value=${value}`),
  ]);
}

/** Reads {@link conditionElements}. @throws Error for an element that it does not write */
export function parseCondition(elements: readonly string[]): WhenExpression[] {
  const expressions: { input: string; operator: 'in' | 'notin'; values: string[] }[] = [];
  for (const element of elements) {
    const [, tag, text] = /^(input|operator|value)=(.*)$/s.exec(element) ?? [];
    const last = expressions[expressions.length - 1];
    if (tag === 'input') expressions.push({ input: text, operator: 'in', values: [] });
    else if (tag === 'operator' && last && (text === 'in' || text === 'notin')) last.operator = text;
    else if (tag === 'value' && last) last.values.push(text);
    else throw new Error(`condition has '${element}', expected input=, operator=in|notin or value=`);
  }
  return expressions;
}

/** Tells whether all expressions hold, as Tekton decides it. No expression: true. */
export function holds(expressions: readonly WhenExpression[]): boolean {
  return expressions.every(({ input, operator, values }) => values.includes(input) === (operator === 'in'));
}
