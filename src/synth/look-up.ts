import { suggestion } from '../private/suggestion';

/**
 * What is declared under a name.
 *
 * @param owner for the message: `task 'ci/build'`
 * @param what `param`
 * @throws an Error that says what was probably meant
 */
export function lookUp<T>(declared: { readonly [name: string]: T }, name: string, owner: string, what: string): T {
  if (Object.hasOwn(declared, name)) return declared[name];
  throw new Error(`${owner} declares no ${what} '${name}'${suggestion(name, Object.keys(declared))}`);
}
