import fc from 'fast-check';
import { isDescription, textsWithVariables } from '../../src/lowering/plain';
import type { PlainStep } from '../../src/lowering/plain';
import { lowerTask } from '../../src/lowering/task';
import { input, output, step, task } from './support';

const MODEL = {
  inputs: [input('source', { kind: 'directory' }), input('image', { content: false }), input('parts', { codec: 'list' }), input('one', { codec: 'string' })],
  outputs: [output('app'), output('pushed', { type: 'reference' })],
};
const lower = (main: Partial<PlainStep>) => lowerTask(task({ ...MODEL, spec: { steps: [step('main', main)] } }));

test('variables become paths and params wherever they stand', () => {
  const { spec, problems } = lowerTask(task({
    ...MODEL,
    spec: {
      steps: [step('main', {
        script: 'cp -r $(inputs.source.path)/. x; echo "$(inputs.parts.path)/0 $(inputs.one.path)" > $(outputs.app.path)',
        args: ['$(inputs.image.digest)', '--to=$(outputs.pushed.uri)'],
        env: [{ name: 'URI', value: '$(inputs.source.uri)' }],
        workingDir: '$(inputs.source.path)/src',
      })],
      sidecars: [{ name: 'watch', image: 'busybox', args: ['$(outputs.app.path)'] }],
      volumes: [{ name: 'v', configMap: { name: '$(inputs.source.digest)' } }],
    },
  }));
  expect(problems).toEqual([]);
  expect(spec.steps[1]).toMatchObject({
    script: 'cp -r /var/artifacts/inputs/source/. x; echo "/var/artifacts/inputs/parts/0 /var/artifacts/inputs/one" > /var/artifacts/outputs/app',
    args: ['$(params.image.digest)', '--to=/var/artifacts/outputs/pushed'],
    env: [{ name: 'URI', value: '$(params.source.uri)' }],
    workingDir: '/var/artifacts/inputs/source/src',
  });
  expect(spec.sidecars?.[0].args).toEqual(['/var/artifacts/outputs/app']);
  expect(spec.volumes?.[0]).toEqual({ name: 'v', configMap: { name: '$(params.source.digest)' } });
});

test('as in Tekton nothing escapes a variable, and other text stays', () => {
  const { spec } = lower({ script: '$$(inputs.source.path) $(date) $(inputs) ${inputs.x}' });
  expect(spec.steps[1].script).toBe('$/var/artifacts/inputs/source $(date) $(inputs) ${inputs.x}');
});

test('a description may speak of variables', () => {
  expect(lowerTask(task({ spec: { description: 'like $(inputs.other.path) and $(params.other)' } })).problems).toEqual([]);
});

test.each([
  ['$(inputs.sorce.path)', "the task declares no input 'sorce', did you mean 'source'?"],
  ['$(outputs.zzz.path)', "the task declares no output 'zzz', expected one of app, pushed"],
  ['$(inputs.source)', "an input has 'path', 'uri' and 'digest', not ''"],
  ['$(inputs.source.size)', "an input has 'path', 'uri' and 'digest', not 'size'"],
  ['$(inputs.image.path)', 'the input is declared without content, only its uri and digest can be read'],
  ['$(inputs.parts.uri)', "an input of codec 'list' has no 'uri', read its content by 'path'"],
  ['$(inputs.one.digest)', "an input of codec 'string' has no 'digest', read its content by 'path'"],
  ['$(outputs.app.uri)', "a content output has only '$(outputs.app.path)'; its uri and digest exist after the upload, bind them in the Pipeline"],
  ['$(outputs.app)', "a content output has only '$(outputs.app.path)'"],
  ['$(outputs.pushed.path)', "a reference output has only the file '$(outputs.pushed.uri)', into which a step writes '<uri>@<digest>'"],
  ["$(inputs['source'].path)", "expected '$(inputs.<name>.path)' or '$(outputs.<name>.path)', with dots and without spaces"],
  ['$(inputs["source"].path)', 'with dots and without spaces'],
  ['$(inputs.source .path)', 'with dots and without spaces'],
  ['$(inputs.)', 'with dots and without spaces'],
  ['$(outputs.app.path', 'with dots and without spaces'],
  ['$(inputs.source.path.x)', 'with dots and without spaces'],
])('fails on %s', (variable, message) => {
  const { problems } = lower({ args: [`--x=${variable}`] });
  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatch(`task 'ci/build' has '${variable}' in steps[0].args[0]: `);
  expect(problems[0]).toContain(message);
});

test('fails on a variable in a Task without artifacts', () => {
  expect(lowerTask(task({ spec: { steps: [step('main', { args: ['$(inputs.x.path)'] })] } })).problems)
    .toEqual(["task 'ci/build' has '$(inputs.x.path)' in steps[0].args[0]: the task declares no input 'x', none is declared"]);
});

test('fails on text of another Task in a script, unless that is allowed', () => {
  const spec = { steps: [step('main', { script: 'echo $(inputs.my-src.uri)' })] };
  const model = task({ inputs: [input('my-src')], spec });
  expect(lowerTask(model).problems).toEqual([
    "task 'ci/build' has '$(inputs.my-src.uri)' in steps[0].script: text from another Task must not become part of a script, "
    + "set env: { MY_SRC_URI: '$(inputs.my-src.uri)' } and read \"$MY_SRC_URI\"",
  ]);
  expect(lowerTask({ ...model, paramsInScripts: true })).toMatchObject({ problems: [], spec: { steps: [{}, { script: 'echo $(params.my-src.uri)' }] } });
});

test('nothing that looks like an artifact variable remains without a problem', () => {
  const piece = fc.constantFrom('$(', '$$(', 'inputs', 'outputs', '.', '[', ']', '"', "'", 'source', 'app', 'pushed', 'path', 'uri', ')', ' ', '\n', 'x');
  const text = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''));
  const near = fc.tuple(text, fc.constantFrom('$(inputs.source.path)', '$(outputs.app.', '$(inputs[', '$(outputs.'), text).map((parts) => parts.join(''));
  fc.assert(fc.property(near, (script) => {
    const { spec, problems } = lower({ script });
    const remains = textsWithVariables(spec).some((each) => !isDescription(each.path) && /\$\((inputs|outputs)[.[]/.test(each.text));
    expect(remains && problems.length === 0).toBe(false);
  }), { numRuns: 300 });
});
