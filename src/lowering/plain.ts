/**
 * The shapes that lowering passes read and write: Tekton's own objects as plain data.
 *
 * Only what a pass looks at is named; everything else a user wrote travels along untouched.
 */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** A plain object of unknown keys. */
export interface PlainObject { readonly [key: string]: unknown }

export interface PlainEnvironmentVariable extends PlainObject {
  readonly name: string;
  readonly value?: string;
}

export interface PlainVolumeMount extends PlainObject {
  readonly name: string;
  readonly mountPath: string;
  readonly subPath?: string;
  readonly readOnly?: boolean;
}

export interface PlainVolume extends PlainObject {
  readonly name: string;
}

export interface PlainWhen extends PlainObject {
  readonly input?: string;
  readonly operator?: string;
  readonly values?: readonly string[];
  readonly cel?: string;
}

export interface PlainProperties { readonly [key: string]: { readonly type: string } }

export interface PlainParamSpec extends PlainObject {
  readonly name: string;
  readonly type?: string;
  readonly default?: unknown;
  readonly properties?: PlainProperties;
}

export interface PlainWorkspaceSpec extends PlainObject {
  readonly name: string;
  readonly optional?: boolean;
}

export interface PlainParam {
  readonly name: string;
  readonly value: Json;
}

export interface PlainResult extends PlainObject {
  readonly name: string;
  readonly type?: string;
  readonly properties?: PlainProperties;
  readonly value?: unknown;
}

export interface PlainContainer extends PlainObject {
  readonly image?: string;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly script?: string;
  readonly workingDir?: string;
  readonly env?: readonly PlainEnvironmentVariable[];
  readonly volumeMounts?: readonly PlainVolumeMount[];
  readonly securityContext?: PlainObject;
}

export interface PlainStep extends PlainContainer {
  readonly name: string;
  readonly ref?: PlainObject;
  readonly when?: readonly PlainWhen[];
  readonly onError?: string;
  readonly results?: readonly PlainResult[];
}

export interface PlainSidecar extends PlainContainer {
  readonly name: string;
}

export interface PlainTaskSpec extends PlainObject {
  readonly params?: readonly PlainParamSpec[];
  readonly results?: readonly PlainResult[];
  readonly workspaces?: readonly PlainWorkspaceSpec[];
  readonly stepTemplate?: PlainContainer;
  readonly steps: readonly PlainStep[];
  readonly sidecars?: readonly PlainSidecar[];
  readonly volumes?: readonly PlainVolume[];
}

/** An object without the keys whose value is undefined or an empty list. */
export function compact<T extends object>(object: T): T {
  // Plain loops: this and what follows runs for every object of every manifest.
  const kept: { [key: string]: unknown } = {};
  for (const key of Object.keys(object)) {
    const value = (object as PlainObject)[key];
    if (value !== undefined && !(Array.isArray(value) && value.length === 0)) setOwn(kept, key, value);
  }
  return kept as T;
}

/** A deep copy of plain data with every string replaced. */
export function mapStrings<T>(value: T, replace: (text: string) => string): T {
  if (typeof value === 'string') return replace(value) as T;
  if (Array.isArray(value)) return value.map((item) => mapStrings(item, replace)) as T;
  if (value === null || typeof value !== 'object') return value;
  const mapped: { [key: string]: unknown } = {};
  for (const key of Object.keys(value)) setOwn(mapped, key, mapStrings((value as PlainObject)[key], replace));
  return mapped as T;
}

/** Sets a key whatever its name is: assigning to `__proto__` would set no key. */
function setOwn(object: { [key: string]: unknown }, key: string, value: unknown): void {
  if (key !== '__proto__') object[key] = value;
  else Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
}

/** Tells whether a path leads to the description of something, in which nothing is ever substituted. */
export function isDescription(path: string): boolean {
  return path.endsWith('description') && /^(?:\w+\[\d+\]\.)*description$/.test(path);
}

/** A text in plain data that may have a variable in it, `$(...)`. */
export interface TextWithVariables {
  /** What leads to it, as in `steps[0].script`. */
  readonly path: string;
  readonly text: string;
}

/** Several checks read the same spec, and a plain object never changes once a pass has made it. */
const textsOf = new WeakMap<object, readonly TextWithVariables[]>();

/** Every text of plain data that may have a variable in it, `$(...)`. */
export function textsWithVariables(value: object): readonly TextWithVariables[] {
  let texts = textsOf.get(value);
  if (!texts) textsOf.set(value, texts = collectTexts(value, '', []));
  return texts;
}

function collectTexts(value: unknown, path: string, found: TextWithVariables[]): TextWithVariables[] {
  if (typeof value === 'string') {
    if (value.includes('$(')) found.push({ path, text: value });
  } else if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) collectTexts(value[index], `${path}[${index}]`, found);
  } else if (value !== null && typeof value === 'object') {
    for (const key of Object.keys(value)) collectTexts((value as PlainObject)[key], path === '' ? key : `${path}.${key}`, found);
  }
  return found;
}
