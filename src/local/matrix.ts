import type { Matrix, Param } from './manifest';
import { isArrayValue } from './param-value';

/** One combination: param names to values. */
type Combination = Map<string, string>;

/**
 * The params of each run of a matrix, in Tekton's order; params of a run are sorted by name.
 *
 * Source: `FanOut` in pkg/apis/pipeline/v1/matrix_types.go.
 */
export function fanOut(matrix: Matrix): Param[][] {
  const included = (matrix.include ?? []).map(({ params }) => new Map((params ?? []).map(({ name, value }) => [name, String(value)])));
  if (!matrix.params?.length) return included.map(toParams);
  const combinations = crossProduct(matrix.params);
  for (const include of included) overwriteMatching(combinations, include);
  for (const include of included) {
    if (isNew(combinations, include)) combinations.push(include);
  }
  return combinations.map(toParams);
}

/** Tells whether a matrix would run nothing: one of its arrays is empty. */
export function hasEmptyArray(matrix: Matrix | undefined): boolean {
  return (matrix?.params ?? []).some(({ value }) => isArrayValue(value) && value.length === 0);
}

function crossProduct(params: readonly Param[]): Combination[] {
  return params.reduce<Combination[]>((combinations, { name, value }) => (
    elements(value).flatMap((element) => combinations.map((combination) => new Map([...combination, [name, element]])))
  ), [new Map()]);
}

function overwriteMatching(combinations: readonly Combination[], include: Combination): void {
  for (const combination of combinations) {
    const matches = [...include].every(([name, value]) => !combination.has(name) || combination.get(name) === value);
    if (matches) for (const [name, value] of include) combination.set(name, value);
  }
}

function isNew(combinations: readonly Combination[], include: Combination): boolean {
  if (include.size === 0) return false;
  return !combinations.some((combination) => [...include].some(([name, value]) => combination.get(name) === value));
}

function toParams(combination: Combination): Param[] {
  return [...combination].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, value]) => ({ name, value }));
}

function elements(value: Param['value']): readonly string[] {
  return isArrayValue(value) ? value : [];
}
