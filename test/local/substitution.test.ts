import * as fc from 'fast-check';
import { readResultText, readValue, replaceInValue } from '../../src/local/param-value';
import { pipelineParamReplacements, taskParamReplacements } from '../../src/local/params';
import { pathMap } from '../../src/local/path-map';
import { applyArrayReplacements, applyReplacements, stringReplacements } from '../../src/local/substitution';

const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/);

describe('substitution', () => {
  test('text without a known variable stays as it is', () => {
    fc.assert(fc.property(fc.string(), (text) => applyReplacements(text, stringReplacements({ 'params.known': 'x' })) === text.split('$(params.known)').join('x')));
  });

  test('values are not looked at again, whatever they hold', () => {
    fc.assert(fc.property(name, fc.string(), fc.string(), (key, value, other) => {
      const replacements = stringReplacements({ [`params.${key}`]: `$(params.${key})${value}`, 'params.other': other });
      expect(applyReplacements(`<$(params.${key})>`, replacements)).toBe(`<$(params.${key})${value}>`);
    }));
  });

  test('an array takes the place of an argument only when nothing stands beside it', () => {
    fc.assert(fc.property(fc.array(fc.string()), fc.string({ minLength: 1 }), (elements, text) => {
      const replacements = { ...stringReplacements({}), arrays: new Map([['params.a', elements]]) };
      expect(applyArrayReplacements('$(params.a[*])', replacements)).toEqual(elements);
      expect(applyArrayReplacements(`${text}$(params.a[*])`, replacements)).toEqual([`${text}$(params.a[*])`]);
    }));
  });

  test('every spelling of a param is known, array elements and object keys too', () => {
    const replacements = taskParamReplacements([
      { name: 'l', type: 'array', default: ['p', 'q'] }, { name: 'o', type: 'object', default: { a: '1', b: '2' } },
    ], [{ name: 's', value: 'S' }, { name: 'o', value: { b: '3' } }]);
    expect(applyReplacements('$(params.s) $(params["s"]) $(params[\'s\']) $(inputs.params.s) $(params.l[1]) $(params.l[2]) $(params.o.a)$(params.o.b) $$(params.s)', replacements))
      .toBe('S S S S q $(params.l[2]) 13 $S');
  });

  test('a reference to a whole array or object takes its type', () => {
    const replacements = { ...stringReplacements({}), arrays: new Map([['a', ['1']]]), objects: new Map([['o', { k: 'v' }]]) };
    expect(replaceInValue('$(a[*])', replacements)).toEqual(['1']);
    expect(replaceInValue('$(o[*])', replacements)).toEqual({ k: 'v' });
    expect(replaceInValue(' $(o[*])', replacements)).toBe(' $(o[*])');
  });

  test('defaults of a Pipeline see given params and each other, a cycle fails', () => {
    const spec = (key: string, text: string) => ({ name: key, type: 'string' as const, default: text });
    const replacements = pipelineParamReplacements([spec('c', '$(params.b)!'), spec('b', '$(params.a)-$(params.a)'), { name: 'a', type: 'string' }], [{ name: 'a', value: 'A' }]);
    expect(replacements.strings.get('params.c')).toBe('A-A!');
    expect(() => pipelineParamReplacements([spec('a', '$(params.b)'), spec('b', '$(params.a)')], [])).toThrow('circular dependency');
    expect(() => pipelineParamReplacements([spec('a', '$(params.zz)')], [])).toThrow('references undefined param');
  });

  test('a default of a Task sees the default of another param, not its value', () => {
    const replacements = taskParamReplacements([{ name: 'a', type: 'string', default: 'x' }, { name: 'b', type: 'string', default: '<$(params.a)>' }], [{ name: 'a', value: 'y' }]);
    expect([replacements.strings.get('params.a'), replacements.strings.get('params.b')]).toEqual(['y', '<x>']);
  });

  test('values are read as Tekton reads them', () => {
    expect([readValue([1, 2]), readValue({ a: 1 }), readValue(1.5), readValue(null), readValue(['a']), readValue({ a: 'b' })])
      .toEqual(['[1,2]', '{"a":1}', '1.5', '', ['a'], { a: 'b' }]);
    expect([readResultText('"q"'), readResultText('[1]'), readResultText('{"a":"b"}\n'), readResultText('plain\n'), readResultText('[x')])
      .toEqual(['q', '[1]', { a: 'b' }, 'plain\n', '[x']);
  });
});

describe('the paths of a step', () => {
  const map = pathMap(new Map([['/workspace', '/h/ws'], ['/workspace/src', '/h/vol'], ['/data', '/h/data'], ['/tmp', '/h/tmp'], ['/tmp/store', '/tmp/store']]));

  test.each([
    ['cd /workspace/src/x && ls /workspace', 'cd /h/vol/x && ls /h/ws'],
    ['/workspace/src.bak /workspace/srcs /data-2 /data.txt', '/h/ws/src.bak /h/ws/srcs /data-2 /data.txt'],
    ['see /data. "/data":/data,\'/data\'', 'see /h/data. "/h/data":/h/data,\'/h/data\''],
    ['https://host/data s3://b/data ./data ../data ~/data $X/data ${X}/data $(pwd)/data', undefined],
    ['"$X"/data \'x\'/data', undefined],
    ['X="/data" Y=/data --dir=/data -I/data', 'X="/h/data" Y=/h/data --dir=/h/data -I/data'],
    ['/tmp/a /tmp/store/b', '/h/tmp/a /tmp/store/b'],
  ])('in %s', (text, expected) => {
    expect(map.toMachine(text)).toBe(expected ?? text);
  });

  test('come back from text that a step wrote', () => {
    fc.assert(fc.property(fc.constantFrom('/workspace', '/workspace/src', '/data', '/tmp', '/tmp/store'), name, (path, rest) => {
      expect(map.toContainer(map.toMachine(`x ${path}/${rest} y`))).toBe(`x ${path}/${rest} y`);
    }));
  });
});
