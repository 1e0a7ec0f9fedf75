import fc from 'fast-check';
import { listHeader, parseFetchArguments, parseReferenceArguments, parseUploadArguments, planArguments, WHEN_HEADER } from '../../src/contract/agent-arguments';
import type { FetchPlan, UploadPlan } from '../../src/contract/agent-plan';

const name = fc.stringMatching(/^[A-Za-z0-9](?:[A-Za-z0-9_-]{0,10}[A-Za-z0-9])?$/);
const path = fc.string({ unit: 'grapheme' }).map((text) => `/${text}`);
const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const flag = optional(fc.boolean());
const kind = fc.constantFrom('file', 'directory');

// Secrets may begin with a digit, and a tag pattern may be any text: neither must turn into something else.
const common = {
  default: optional(fc.record({ 'backend': fc.constantFrom('oci', 'pvc'), 'oci.tagPattern': fc.string({ unit: 'grapheme' }).map((text) => `${text.replace(/[{}]/g, '')}{{artifact}}`) })),
  config: optional(path),
  pod: optional(path),
  claim: optional(fc.record({ name: fc.string(), path })),
  credentialsSecret: optional(fc.oneof(fc.stringMatching(/^[0-9][a-z0-9]{0,8}$/), fc.constantFrom('true', 'null', '[x]', '{"a":1}'))),
  certificateAuthority: optional(path),
  scratch: path,
};
const fetchPlan = fc.record({
  ...common,
  inputs: fc.array(fc.record({ name, kind, path, optional: flag, codec: optional(fc.constantFrom('object', 'string', 'list')), content: flag }), { maxLength: 3 }),
});
const uploadPlan = fc.record({
  ...common,
  outputs: fc.array(fc.record({
    name, kind, path, mediaType: optional(fc.constantFrom('text/plain', 'a/b$$c')), subject: flag, optional: flag, result: optional(fc.string()),
  }), { maxLength: 3 }),
  containers: fc.integer({ min: 1, max: 50 }),
  results: optional(path),
  index: optional(name),
});

/** Equal as JSON: keys without a value do not travel. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe('a plan as arguments', () => {
  test('any fetch plan survives', () => {
    fc.assert(fc.property(fetchPlan, (plan) => {
      expect(plain(parseFetchArguments([...planArguments(plan as FetchPlan), ...sectionsOf(plan)]).plan)).toEqual(plain(plan));
    }));
  });

  test('any upload plan survives', () => {
    fc.assert(fc.property(uploadPlan, (plan) => {
      expect(plain(parseUploadArguments(planArguments(plan as UploadPlan)))).toEqual(plain(plan));
    }));
  });

  test('JSON in it holds no dollar, so that neither Tekton nor Kubernetes finds a variable', () => {
    const args = planArguments({
      inputs: [{ name: 'a', kind: 'file', path: '/$(params.x)' }], default: { 'oci.tagPattern': '$(context.taskRun.name)$${{artifact}}' }, scratch: '/s',
    });
    expect(args.join(' ')).not.toContain('$');
    expect(parseFetchArguments(args).plan.inputs[0].path).toBe('/$(params.x)');
  });

  test.each([
    [['--scratch=/s', 'word'], "unknown argument 'word', expected --<key>=<value>"],
    [['--scratch=/s', '--scratch=/t'], "argument '--scratch' is given twice"],
    [['--scratch=/s', '--colour=red'], "unknown argument '--colour'"],
    [['--scratch=/s', '--__proto__=red'], "unknown argument '--__proto__=red', expected --<key>=<value>"],
    [['--scratch=/s', '--constructor=red'], "unknown argument '--constructor'"],
    [['--scratch=s'], "argument '--scratch' is not valid"],
    [[], "argument '--scratch' is not valid"],
    [['--scratch=/s', '--input={'], "argument '--input' is not valid: expected JSON, got '{'"],
    [['--scratch=/s', '--input={"name":"a.b","kind":"file","path":"/p"}'], "argument '--inputs.0.name' is not valid"],
    [['--scratch=/s', '--input={"name":"a","kind":"file","path":"/p","more":1}'], "unknown argument '--inputs.0.more'"],
    [['--scratch=/s', '--output={}'], "unknown argument '--output'"],
  ])('fails on %j', (args, message) => {
    expect(() => parseFetchArguments(args)).toThrow(message);
  });

  test.each(['0', '-1', '1.5', 'many'])('fails on %s containers', (containers) => {
    expect(() => parseUploadArguments(['--scratch=/s', `--containers=${containers}`])).toThrow("argument '--containers' is not valid");
  });
});

describe('the sections behind the plan', () => {
  const plan: FetchPlan = {
    scratch: '/s',
    inputs: [
      { name: 'a', kind: 'file', path: '/a', codec: 'list' },
      { name: 'one', kind: 'file', path: '/one' },
      { name: 'b', kind: 'file', path: '/b', codec: 'list' },
    ],
  };
  const parse = (...sections: string[]) => parseFetchArguments([...planArguments(plan), '--', ...sections]).sections;

  test('carry the elements of each list and the condition', () => {
    const { lists, when } = parse(WHEN_HEADER, 'input=x', listHeader('a'), '1', '--scratch=/other', '--', listHeader('b'));
    expect([...lists]).toEqual([['a', ['1', '--scratch=/other', '--']], ['b', []]]);
    expect(when).toEqual(['input=x']);
  });

  test('need not have a condition', () => {
    expect(parse(listHeader('a'), listHeader('b'), '2').when).toEqual([]);
  });

  test.each([
    ['a missing list', [listHeader('a')], "section 'list:b' is missing"],
    ['elements of nothing', ['1', listHeader('a')], "unexpected '1' behind '--', expected one of when:, list:a, list:b"],
    ['lists out of order', [listHeader('b'), listHeader('a')], "section 'list:a' is given twice or out of order"],
  ])('fails on %s', (_, sections, message) => {
    expect(() => parse(...sections)).toThrow(message);
  });

  test('fails for every header that an element slips in', () => {
    const headers = [WHEN_HEADER, listHeader('a'), listHeader('b')];
    const elements = fc.array(fc.oneof(fc.constantFrom(...headers, 'input=x'), fc.string()), { maxLength: 4 });
    fc.assert(fc.property(fc.boolean(), elements, elements, elements, (conditional, when, a, b) => {
      const all = [...conditional ? when : [], ...a, ...b];
      const run = () => parse(...conditional ? [WHEN_HEADER, ...when] : [], listHeader('a'), ...a, listHeader('b'), ...b);
      if (all.some((element) => headers.includes(element))) expect(run).toThrow('is given twice or out of order');
      else expect(run()).toEqual({ when: conditional ? when : [], lists: new Map([['a', a], ['b', b]]) });
    }));
  });
});

describe('the arguments of exists and delete', () => {
  test('are references and options, in any order', () => {
    expect(parseReferenceArguments(['r/x@sha256:1', '--config=/c', 'r/y@sha256:2']))
      .toEqual({ references: ['r/x@sha256:1', 'r/y@sha256:2'], config: '/c' });
  });

  test('fails without a reference', () => {
    expect(() => parseReferenceArguments(['--config=/c'])).toThrow("argument '--references' is not valid");
  });
});

function sectionsOf({ inputs }: { inputs: readonly { name: string; codec?: string }[] }): string[] {
  const lists = inputs.filter(({ codec }) => codec === 'list').map((input) => listHeader(input.name));
  return lists.length ? ['--', ...new Set(lists)] : [];
}
