import type { BindingModel, PipelineModel, PipelineTaskModel, SourceModel } from '../../src/lowering/pipeline-model';
import type { InputModel, OutputModel } from '../../src/lowering/task-model';
import { bind, from, input, lowered, output, pipeline, pipelineProblems, pipelineTask, task, valueOf } from './support';

const producer = (more: Partial<OutputModel> = {}, settings: Partial<PipelineTaskModel> = {}) =>
  pipelineTask('build', task({ path: 'ci/build', outputs: [output('app', more), output('log')], spec: { params: [{ name: 'x', type: 'string', default: '' }] } }), settings);
const consumer = (more: Partial<InputModel>, binding: BindingModel, settings: Partial<PipelineTaskModel> = {}) =>
  pipelineTask('scan', task({ path: 'ci/scan', inputs: [input('subject', more)] }), { bindings: [binding], ...settings });
const matrixOf = (name: string, ...values: string[]) => ({ params: [{ name, value: values }], include: [] });
const fanOut = (...sources: SourceModel[]): BindingModel => ({ input: 'subject', sources, matrix: true });
const value = (from_: PipelineTaskModel, to: PipelineTaskModel, more: Partial<PipelineModel> = {}) => valueOf(pipeline([from_, to], more), 'scan', 'subject');

const APP = from('build', 'app');
const LOG = from('build', 'log');
const INPUT: SourceModel = { from: 'pipeline', input: 'given' };
/** Thirty outputs: they travel as one index. */
const MANY = pipelineTask('build', task({ outputs: Array.from({ length: 30 }, (_, index) => output(index === 0 ? 'app' : `o${index}`)) }));

describe('a binding is the edge of the DAG', () => {
  test('a whole object stands alone', () => {
    expect(value(producer(), consumer({}, bind('subject', APP)))).toBe('$(tasks.build.results.app[*])');
  });

  test('a build output is found under the name that Chains reads', () => {
    expect(value(producer({ subject: true }), consumer({}, bind('subject', APP)))).toBe('$(tasks.build.results.app-ARTIFACT_OUTPUTS[*])');
  });

  test('a string is composed of uri and digest', () => {
    expect(value(producer(), consumer({ codec: 'string' }, bind('subject', APP)))).toBe('$(tasks.build.results.app.uri)@$(tasks.build.results.app.digest)');
    expect(value(producer({ codec: 'string' }), consumer({ codec: 'string' }, bind('subject', APP)))).toBe('$(tasks.build.results.app)');
  });

  test('a list takes several, none too', () => {
    expect(value(producer({ codec: 'string' }), consumer({ codec: 'list' }, bind('subject', APP, LOG))))
      .toEqual(['$(tasks.build.results.app)', '$(tasks.build.results.log.uri)@$(tasks.build.results.log.digest)']);
    expect(value(producer(), consumer({ codec: 'list' }, bind('subject')))).toEqual([]);
  });

  test('one of an index is selected by its name', () => {
    expect(value(MANY, consumer({}, bind('subject', APP)))).toEqual({ uri: '$(tasks.build.results.artifacts.uri)#app', digest: '$(tasks.build.results.artifacts.digest)' });
    const text = '$(tasks.build.results.artifacts.uri)#app@$(tasks.build.results.artifacts.digest)';
    expect(value(MANY, consumer({ codec: 'string' }, bind('subject', APP)))).toBe(text);
    expect(value(MANY, consumer({ codec: 'list' }, bind('subject', APP)))).toEqual([text]);
  });

  test('many producers feed many consumers, one of them in finally', () => {
    const other = pipelineTask('test', task({ outputs: [output('report')] }));
    const sign = pipelineTask('sign', task({ inputs: [input('a'), input('b')] }), { bindings: [bind('a', APP), bind('b', from('test', 'report'))] });
    const last = pipelineTask('notify', task({ inputs: [input('a')] }), { finally: true, bindings: [bind('a', APP)] });
    const model = pipeline([producer(), other, consumer({}, bind('subject', APP)), sign, last]);
    expect(lowered(model).tasks[3].params).toEqual([{ name: 'a', value: '$(tasks.build.results.app[*])' }, { name: 'b', value: '$(tasks.test.results.report[*])' }]);
    expect(valueOf(model, 'notify', 'a')).toBe('$(tasks.build.results.app[*])');
    expect(lowered(model).finally?.map(({ name }) => name)).toEqual(['notify']);
  });

  test('one Task may be used twice with other bindings', () => {
    const scan = task({ inputs: [input('subject')] });
    const model = pipeline([producer(), ...[APP, LOG].map((source, index) => pipelineTask(`scan-${index}`, scan, { bindings: [bind('subject', source)] }))]);
    expect([valueOf(model, 'scan-0', 'subject'), valueOf(model, 'scan-1', 'subject')]).toEqual(['$(tasks.build.results.app[*])', '$(tasks.build.results.log[*])']);
  });

  test('a reference output binds to an input without content, whatever it refers to', () => {
    expect(value(producer({ type: 'reference' }), consumer({ content: false, kind: 'directory' }, bind('subject', APP)))).toBe('$(tasks.build.results.app[*])');
  });

  test('an input of the Pipeline is handed on, a list as a list', () => {
    const given = (codec: InputModel['codec'], to: InputModel['codec']) =>
      value(producer(), consumer({ codec: to }, bind('subject', INPUT)), { inputs: [input('given', { codec })] });
    expect(given('object', 'object')).toBe('$(params.given[*])');
    expect(given('object', 'string')).toBe('$(params.given.uri)@$(params.given.digest)');
    expect(given('object', 'list')).toEqual(['$(params.given.uri)@$(params.given.digest)']);
    expect(given('string', 'string')).toBe('$(params.given)');
    expect(given('string', 'list')).toEqual(['$(params.given)']);
    expect(given('list', 'list')).toBe('$(params.given[*])');
  });
});

describe('a matrix', () => {
  const matrixed = (binding: BindingModel, more: Partial<PipelineModel> = {}, from_ = producer({ codec: 'string' })) =>
    lowered(pipeline([from_, consumer({ codec: 'string' }, binding, { matrix: { params: [], include: [] } })], more)).tasks[1];

  test('fans out over artifacts, one string each', () => {
    const { matrix, params } = matrixed(fanOut(APP, LOG));
    expect(matrix).toEqual({ params: [{ name: 'subject', value: ['$(tasks.build.results.app)', '$(tasks.build.results.log.uri)@$(tasks.build.results.log.digest)'] }] });
    expect(params).toBeUndefined();
  });

  test('fans out over a list of the Pipeline', () => {
    expect(matrixed(fanOut(INPUT), { inputs: [input('given', { codec: 'list' })] }).matrix).toEqual({ params: [{ name: 'subject', value: '$(params.given[*])' }] });
  });

  test('fans out over what another matrix collected', () => {
    expect(matrixed(fanOut(APP), {}, producer({ codec: 'string' }, { matrix: matrixOf('x', '1') })).matrix)
      .toEqual({ params: [{ name: 'subject', value: '$(tasks.build.results.app[*])' }] });
  });

  test('fans in to a list', () => {
    expect(value(producer({ codec: 'string' }, { matrix: matrixOf('x', '1', '2') }), consumer({ codec: 'list' }, bind('subject', APP)))).toBe('$(tasks.build.results.app[*])');
  });

  test('keeps params and included combinations', () => {
    const include = [{ name: 'more', params: [{ name: 'os', value: 'mac' }] }];
    const model = task({ spec: { params: [{ name: 'os', type: 'string' }] } });
    expect(lowered(pipeline([pipelineTask('build', model, { matrix: { params: [{ name: 'os', value: ['linux'] }], include } })])).tasks[0].matrix)
      .toEqual({ params: [{ name: 'os', value: ['linux'] }], include });
  });
});

describe('outputs of the Pipeline', () => {
  const resultsOf = (task_: PipelineTaskModel, source: SourceModel = APP) => lowered(pipeline([producer(), task_].slice(task_.name === 'build' ? 1 : 0), {
    outputs: [{ name: 'release', description: 'what is shipped', source }],
  })).results;

  test('become object results without properties', () => {
    expect(resultsOf(producer())).toEqual([{ name: 'release', type: 'object', description: 'what is shipped', value: '$(tasks.build.results.app[*])' }]);
  });

  test('become strings where their references are, as Konflux wants them', () => {
    expect(resultsOf(producer({ codec: 'string' }))).toMatchObject([{ name: 'release', type: 'string', value: '$(tasks.build.results.app)' }]);
  });

  test('keep the name that Chains reads', () => {
    expect(resultsOf(producer({ subject: true }))).toMatchObject([{ name: 'release-ARTIFACT_OUTPUTS', value: '$(tasks.build.results.app-ARTIFACT_OUTPUTS[*])' }]);
  });

  test('may be one of an index, or come from a finally task', () => {
    expect(resultsOf(MANY)).toMatchObject([{ value: { uri: '$(tasks.build.results.artifacts.uri)#app', digest: '$(tasks.build.results.artifacts.digest)' } }]);
    const last = pipelineTask('last', task({ outputs: [output('app')] }), { finally: true });
    expect(resultsOf(last, from('last', 'app'))).toMatchObject([{ value: '$(finally.last.results.app[*])' }]);
  });

  test.each<[string, PipelineTaskModel, SourceModel, string]>([
    ['an unknown output', producer(), from('build', 'ap'), "the unknown output 'ap' of task 'build', did you mean 'app'?"],
    ['an input', producer(), INPUT, "Pipeline input 'given', which is an input: an output comes from a task"],
    ['a matrix', producer({ codec: 'string' }, { matrix: matrixOf('x', '1') }), APP, "output 'app' of task 'build', which runs in a matrix: collect it in a task first"],
  ])('fails for %s', (_, from_, source, message) => {
    const model = pipeline([from_], { outputs: [{ name: 'release', source }], inputs: [input('given')] });
    expect(pipelineProblems(model)).toEqual([`pipeline 'ci/release' has output 'release' from ${message}`]);
  });

  test('fails where two results would have one name', () => {
    const results = [{ name: 'release-ARTIFACT_OUTPUTS', value: 'x' }];
    expect(pipelineProblems(pipeline([producer({ subject: true })], { results, outputs: [{ name: 'release', source: APP }] })))
      .toEqual(["pipeline 'ci/release' has two results 'release-ARTIFACT_OUTPUTS', and an output becomes a result: rename one"]);
  });
});

const WHEN = { input: 'a', operator: 'in', values: ['a'] };
const conditional = pipelineTask('build', task({ conditional: true, outputs: [output('app')] }), { when: [WHEN] });
const AS_LIST = 'declare the input as a list (Artifact.files() or Artifact.directories())';
const ONCE = 'which runs in a matrix, and to other artifacts: use an input for each';

test.each<[string, PipelineTaskModel, PipelineTaskModel, string]>([
  ['an unknown input', producer(), consumer({ optional: true }, bind('sbject', APP)), "binds the unknown input 'sbject' of task 'ci/scan', did you mean 'subject'?"],
  ['an unknown task', producer(), consumer({}, bind('subject', from('bild', 'app'))), "binds input 'subject' to output 'app' of 'bild', and there is no such task"],
  ['an unknown output', producer(), consumer({}, bind('subject', from('build', 'apps'))), "binds input 'subject' to the unknown output 'apps' of task 'build', did you mean 'app'?"],
  ['an unknown input of the Pipeline', producer(), consumer({}, bind('subject', { from: 'pipeline', input: 'givn' })), "the unknown Pipeline input 'givn', did you mean 'given'?"],
  ['another Pipeline', producer(), consumer({}, bind('subject', { from: 'elsewhere', label: "output 'x' of 'other'" })),
    "binds input 'subject' to output 'x' of 'other', which is not in this Pipeline: pass it through a Pipeline output and input"],
  ['another kind', producer({ kind: 'directory' }), consumer({}, bind('subject', APP)), 'it is a directory and the input is declared as a file, declare both alike'],
  ['content that is not ours', producer({ type: 'reference' }), consumer({}, bind('subject', APP)),
    "the output is a reference to what a step stored itself, declare the input with 'content: false' to read its uri and digest"],
  ['an optional output', producer({ optional: true }), consumer({}, bind('subject', APP)), 'it may be absent (it is optional), declare the input optional'],
  ['an optional output in a list', producer({ optional: true }), consumer({ codec: 'list' }, bind('subject', APP)), 'it may be absent (it is optional), declare the input optional'],
  ['an output of a conditional task', conditional, consumer({}, bind('subject', APP)), "it may be absent (its task has a 'when'), declare the input optional"],
  ['a finally task', pipelineTask('last', task({ outputs: [output('app')] }), { finally: true }), consumer({}, bind('subject', from('last', 'app'))),
    'a finally task runs last, nothing in this Pipeline can consume its outputs'],
  ['two artifacts', producer(), consumer({}, bind('subject', APP, LOG)), `binds 2 artifacts to input 'subject', ${AS_LIST.replace('the input', 'it')}`],
  ['no artifact', producer(), consumer({}, bind('subject')), "binds 0 artifacts to input 'subject', declare it as a list"],
  ['a string for an object', producer({ codec: 'string' }), consumer({}, bind('subject', APP)), "whose reference is a string, declare the input with codec 'string' too"],
  ['a list for one', producer(), consumer({ codec: 'string' }, bind('subject', { from: 'pipeline', input: 'list' })), `binds input 'subject' to Pipeline input 'list', which is a list, ${AS_LIST}`],
  ['a list and more', producer(), consumer({ codec: 'list' }, bind('subject', { from: 'pipeline', input: 'list' }, LOG)), 'which is a list, and to other artifacts: use an input for each'],
  ['a fan-out over objects', producer(), consumer({}, fanOut(APP)), "fans out over input 'subject', declare that input with codec 'string': a matrix passes strings only"],
  ['a fan-out over lists', producer(), consumer({ codec: 'list' }, fanOut(APP)), "fans out over input 'subject', declare that input with codec 'string'"],
  ['a fan-out of a fan-out over objects', producer({ codec: 'string' }, { matrix: matrixOf('x', '1') }), consumer({}, fanOut(APP)), "declare that input with codec 'string'"],
  ['a fan-in of objects', producer({}, { matrix: matrixOf('x', '1') }), consumer({ codec: 'list' }, bind('subject', APP)),
    "which runs in a matrix, declare that output with codec 'string': Tekton collects string results only"],
  ['a fan-in and more', producer({ codec: 'string' }, { matrix: matrixOf('x', '1') }), consumer({ codec: 'list' }, bind('subject', APP, INPUT)), ONCE],
  ['a fan-in to one', producer({ codec: 'string' }, { matrix: matrixOf('x', '1') }), consumer({ codec: 'string' }, bind('subject', APP)), `which runs in a matrix, ${AS_LIST}`],
])('fails for %s', (_, from_, to, message) => {
  const tasks = [from_, { ...to, matrix: to.bindings[0].matrix ? { params: [], include: [] } : undefined }];
  const problems = pipelineProblems(pipeline(tasks, { inputs: [input('given'), input('list', { codec: 'list' })] }));
  expect(problems.filter((problem) => problem.startsWith("task 'scan' of pipeline 'ci/release' ") && problem.includes(message))).toHaveLength(1);
  expect(problems).toHaveLength(1);
});

test('fails for a task that consumes its own output', () => {
  const loop = pipelineTask('loop', task({ inputs: [input('x')], outputs: [output('x2')] }), { bindings: [bind('x', from('loop', 'x2'))] });
  expect(pipelineProblems(pipeline([loop]))).toEqual([
    "task 'loop' of pipeline 'ci/release' binds input 'x' to output 'x2' of task 'loop': a task cannot consume its own output",
  ]);
});
