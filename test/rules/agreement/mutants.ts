/** A document, as plain data. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

interface Place {
  readonly parent: Json[] | { [key: string]: Json };
  readonly key: string | number;
}

/** Random numbers that are the same for the same seed: mulberry32. */
export class Dice {
  constructor(private state: number) {}

  /** A number from 0 to below the limit. */
  public below(limit: number): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return (((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296 * limit) | 0;
  }

  public pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)];
  }
}

/** What an object without these is, nobody can say. */
const FIXED = ['apiVersion', 'kind'];

/** Changes one to three things in a copy of a document. */
export function mutantOf(document: Json, corpus: readonly Json[], dice: Dice): Json {
  const mutant = structuredClone(document);
  for (let left = 1 + Math.floor(dice.below(10) / 4); left > 0; left--) mutate(mutant, corpus, dice);
  return mutant;
}

function mutate(document: Json, corpus: readonly Json[], dice: Dice): void {
  const places = placesIn(document).filter(({ key }) => !FIXED.includes(String(key)));
  if (places.length === 0) return;
  // Half of the changes are in texts with variables, where there are some: that is where most rules look.
  const variables = places.filter(({ parent, key }) => /\$\(/.test(String(read(parent, key))));
  const { parent, key } = dice.pick(variables.length > 0 && dice.below(3) === 0 ? variables : places);
  dice.pick(MUTATIONS)(parent, key, dice, corpus);
}

type Mutation = (parent: Place['parent'], key: string | number, dice: Dice, corpus: readonly Json[]) => void;

const WRONG_VALUES: readonly Json[] = [
  null, '', 0, -1, 1.5, true, 'text', 'A_B', 'a'.repeat(64), '$(params.nope)', '$(tasks.nope.results.x)', '$(context.taskRun.nope)', '1h', '-1s',
  [], {}, [null], ['text'], [1], { text: 'text' }, { text: 1 }, { name: 'text' }, [{ name: 'text' }], 'continue', 'array', 'object', '../..', '/tekton/x',
];

const SPLICES: readonly string[] = ['[*]', '[0]', '.key', 'x', '$(params.x)', '"]', ' and more', '$(steps.a.results.b)', '$(results.x.path)', '.status', '\n'];

const ODD_TEXTS: readonly string[] = [
  ' ', '\t', '\u0000', '\u00a0', '\u2028', 'é', '名前', '🙂', 'ſ', 'A\u0301', 'a b', 'a.b', 'a..b', '.', '-', '-a', 'a-', '_', 'a'.repeat(300),
  '0', '01', '1e3', 'true', 'null', '~', '$', '$(', '$()', '$$(params.x)', '$(params.)', '$(params)', '$(params.x', '$(params[x])',
  "$(params['x'])", '$(params.x)$(params.x)', '$( params.x )', '$(PARAMS.x)', '$(params.é)',
];

const MUTATIONS: readonly Mutation[] = [
  function remove(parent, key) {
    if (Array.isArray(parent)) parent.splice(Number(key), 1);
    else delete parent[key];
  },
  function rename(parent, key, dice) {
    if (Array.isArray(parent)) return;
    const name = String(key);
    const at = dice.below(name.length);
    const capital = name.charAt(0).toUpperCase() + name.slice(1);
    const renamed = dice.pick([name.slice(0, at) + name.slice(at + 1), name.toUpperCase(), capital, `${name}s`]);
    const value = parent[name];
    delete parent[name];
    if (renamed !== '') parent[renamed] = value;
  },
  function wrongValue(parent, key, dice) {
    write(parent, key, structuredClone(dice.pick(WRONG_VALUES)));
  },
  function changeText(parent, key, dice) {
    const value = read(parent, key);
    if (typeof value !== 'string' || value === '') return;
    const at = dice.below(value.length + 1);
    write(parent, key, dice.pick([
      value.slice(0, at) + value.slice(at + 1), value.slice(0, at) + dice.pick(SPLICES) + value.slice(at),
      value.toUpperCase(), value + dice.pick(SPLICES),
    ]));
  },
  function breakReference(parent, key, dice) {
    const value = read(parent, key);
    if (typeof value !== 'string') return;
    write(parent, key, value.replace(/\$\(([^)]*)\)/, (_, inner: string) => {
      const at = dice.below(inner.length + 1);
      return dice.pick([
        `$(${inner.slice(0, at)}${inner.slice(at + 1)})`, `$(${inner}[*])`, `$(${inner.replace('[*]', '')})`, `$(${inner}.more)`, `x$(${inner})`,
        `$(${inner.replace(/\.([^.]+)$/, '["$1"]')})`, `$(${inner.replace('tasks', 'finally')})`,
      ]);
    }));
  },
  function repeat(parent, key) {
    if (Array.isArray(parent)) parent.splice(Number(key), 0, structuredClone(parent[Number(key)]));
  },
  function transplant(parent, key, dice, corpus) {
    const places = placesIn(dice.pick(corpus));
    const same = places.filter((place) => place.key === key);
    const source = dice.pick(same.length > 0 ? same : places);
    write(parent, key, structuredClone(read(source.parent, source.key)));
  },
  function addField(parent, key, dice, corpus) {
    const value = read(parent, key);
    if (value === null || typeof value !== 'object' || Array.isArray(value)) return;
    const source = dice.pick(placesIn(dice.pick(corpus)).filter((place) => typeof place.key === 'string'));
    value[source.key] = structuredClone(read(source.parent, source.key));
  },
  function swap(parent, key, dice) {
    const other = dice.pick(Array.isArray(parent) ? [...parent.keys()].map(String) : Object.keys(parent).filter((each) => !FIXED.includes(each)));
    const value = read(parent, key);
    write(parent, key, read(parent, other));
    write(parent, other, value);
  },
  function oddText(parent, key, dice) {
    write(parent, key, dice.pick(ODD_TEXTS));
  },
  function oddPart(parent, key, dice) {
    const value = read(parent, key);
    if (typeof value !== 'string') return;
    const at = dice.below(value.length + 1);
    write(parent, key, value.slice(0, at) + dice.pick(ODD_TEXTS) + value.slice(at));
  },
  function oddKey(parent, key, dice) {
    if (!Array.isArray(parent)) parent[dice.pick(ODD_TEXTS)] = structuredClone(read(parent, key));
  },
  function changeType(parent, key, dice) {
    const value = read(parent, key);
    if (typeof value === 'number' || typeof value === 'boolean') write(parent, key, String(value));
    else if (typeof value === 'string') write(parent, key, dice.pick<Json>([Number(value) || 1, value === 'true', [value], { value }]));
    else if (Array.isArray(value)) write(parent, key, value[0] ?? {});
    else write(parent, key, [value]);
  },
  function repeatLast(parent, key) {
    if (Array.isArray(parent)) parent.push(structuredClone(parent[Number(key)]));
  },
];

function placesIn(value: Json): Place[] {
  if (value === null || typeof value !== 'object') return [];
  const keys = Array.isArray(value) ? value.map((_, index) => index) : Object.keys(value);
  return keys.flatMap((key) => [{ parent: value, key }, ...placesIn(read(value, key))]);
}

function read(parent: Place['parent'], key: string | number): Json {
  return (parent as { [key: string]: Json })[key];
}

function write(parent: Place['parent'], key: string | number, value: Json): void {
  (parent as { [key: string]: Json })[key] = value;
}
