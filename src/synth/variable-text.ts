import type { ParamType } from '../param';

/** A name in a variable; one with a dot stands in brackets. */
export function segment(name: string): string {
  return name.includes('.') ? `["${name}"]` : `.${name}`;
}

/** `a string`, `an array`. */
export function article(type: ParamType): string {
  return type === 'string' ? 'a string' : `an ${type}`;
}
