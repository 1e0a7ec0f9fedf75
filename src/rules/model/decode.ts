import { isJsonObject } from '../../contract/json';
import { TEKTON_TYPES } from '../schema/tekton-schema';
import { child } from './path';
import { isBase64, isDuration, isQuantity, isTime } from './words';

/** Why a value cannot be decoded; the decoded object goes without it. */
export interface DecodeProblem {
  readonly kind: 'unknown-field' | 'type';
  readonly path: string;
  /** Of an unknown field: the fields there are. */
  readonly known?: readonly string[];
  /** Of a wrong type: what was expected, and what is there. */
  readonly expected?: string;
  readonly found?: string;
}

/** An object as Tekton's Go code sees it: nulls are gone, and everything has the type it is declared with. */
export interface Decoded {
  readonly value: unknown;
  readonly problems: readonly DecodeProblem[];
}

/**
 * Decodes plain data as Go's encoding/json does with unknown fields disallowed.
 *
 * @param type a name in TEKTON_TYPES
 */
export function decode(value: unknown, type: string): Decoded {
  const decoder = new Decoder();
  return { value: decoder.decode(value, type), problems: decoder.problems };
}

class Decoder {
  public readonly problems: DecodeProblem[] = [];
  /** The way to the value that is looked at: written out only where there is a problem. */
  private readonly keys: (string | number)[] = [];

  public decode(value: unknown, type: string): unknown {
    // A null leaves Go's zero value, except that a param's value becomes the empty text.
    if (value === null || value === undefined) return undefined;
    if (type.startsWith('[]')) return this.list(value, type.slice(2));
    if (type.startsWith('{}')) return this.map(value, type.slice(2));
    const word = WORDS[type];
    if (!word) return this.struct(value, type);
    if (word.accepts(value)) return word.convert ? word.convert(value) : value;
    return this.wrong(value, word.expected);
  }

  private struct(value: unknown, type: string): unknown {
    if (!isJsonObject(value)) return this.wrong(value, 'an object');
    const fields = TEKTON_TYPES[type];
    const decoded: { [field: string]: unknown } = {};
    for (const field of Object.keys(value)) {
      const item = value[field];
      this.keys.push(field);
      if (!Object.hasOwn(fields, field)) {
        this.problems.push({ kind: 'unknown-field', path: this.path(), known: Object.keys(fields) });
      } else {
        const result = item === null && fields[field] === 'paramValue' && field !== 'default' ? '' : this.decode(item, fields[field]);
        if (result !== undefined) decoded[field] = result;
      }
      this.keys.pop();
    }
    return decoded;
  }

  private list(value: unknown, type: string): unknown {
    if (!Array.isArray(value)) return this.wrong(value, 'a list');
    return value.map((item, index) => this.within(index, item, type));
  }

  private map(value: unknown, type: string): unknown {
    if (!isJsonObject(value)) return this.wrong(value, 'an object');
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, this.within(key, item, type)]));
  }

  private within(key: string | number, item: unknown, type: string): unknown {
    this.keys.push(key);
    const result = this.decode(item, type) ?? zeroOf(type);
    this.keys.pop();
    return result;
  }

  private wrong(value: unknown, expected: string): undefined {
    this.problems.push({ kind: 'type', path: this.path(), expected, found: describe(value) });
    return undefined;
  }

  private path(): string {
    return this.keys.reduce<string>(child, '');
  }
}

function zeroOf(type: string): unknown {
  if (type.startsWith('[]')) return [];
  if (type.startsWith('{}') || !WORDS[type]) return {};
  return WORDS[type].zero;
}

interface Word {
  readonly expected: string;
  readonly zero: unknown;
  readonly accepts: (value: unknown) => boolean;
  readonly convert?: (value: unknown) => unknown;
}

/** What decodes itself, by its name in TEKTON_TYPES. */
const WORDS: { readonly [word: string]: Word } = {
  string: { expected: 'text', zero: '', accepts: (value) => typeof value === 'string' },
  boolean: { expected: 'true or false', zero: false, accepts: (value) => typeof value === 'boolean' },
  int32: { expected: 'a whole number', zero: 0, accepts: (value) => isWhole(value, 2 ** 31) },
  int64: { expected: 'a whole number', zero: 0, accepts: (value) => isWhole(value, 2 ** 63) },
  float: { expected: 'a number', zero: 0, accepts: (value) => typeof value === 'number' },
  duration: { expected: 'a duration such as "1h30m"', zero: '0s', accepts: isDuration },
  time: { expected: 'a time such as "2006-01-02T15:04:05Z"', zero: '', accepts: isTime },
  quantity: { expected: 'an amount such as "500m" or "1Gi"', zero: '0', accepts: isQuantity, convert: String },
  intOrString: { expected: 'text or a whole number', zero: 0, accepts: (value) => typeof value === 'string' || isWhole(value, 2 ** 31) },
  base64: { expected: 'base64', zero: '', accepts: isBase64 },
  any: { expected: 'anything', zero: {}, accepts: () => true },
  paramValue: { expected: 'anything', zero: '', accepts: () => true, convert: paramValue },
};

function isWhole(value: unknown, limit: number): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= -limit && value < limit;
}

/**
 * A param's value is a text, a list of texts or an object of texts; Tekton writes anything else as JSON into a text.
 *
 * @see UnmarshalJSON in pkg/apis/pipeline/v1/param_types.go
 */
function paramValue(value: unknown): unknown {
  if (typeof value === 'string') return value;
  const isText = (item: unknown): boolean => typeof item === 'string' || item === null;
  if (Array.isArray(value) && value.every(isText)) return value.map((item) => item ?? '');
  if (isJsonObject(value) && Object.values(value).every(isText)) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, item ?? '']));
  }
  return JSON.stringify(value);
}

function describe(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  return typeof value === 'string' ? `'${shorten(value)}'` : `${typeof value} ${String(value)}`;
}

function shorten(text: string): string {
  const [line] = text.split('\n');
  return line.length < text.length || line.length > 40 ? `${line.slice(0, 40)}...` : line;
}
