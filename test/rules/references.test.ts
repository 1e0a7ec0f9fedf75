import { messagesOf } from './tester';

const RULE = 'tekton/reference-namespace';

/** An object with a namespace, where one is given. */
function object(kind: string, name: string, namespace: string | undefined, spec: string): string {
  return `apiVersion: tekton.dev/v1\nkind: ${kind}\nmetadata: {name: ${name}${namespace === undefined ? '' : `, namespace: ${namespace}`}}\nspec: ${spec}\n`;
}

const taskIn = (namespace?: string): string => object('Task', 'shared', namespace, '{steps: [{image: busybox, command: [make]}]}');
const pipelineIn = (namespace?: string, ref = '{name: shared}'): string => object('Pipeline', 'build', namespace, `{tasks: [{name: one, taskRef: ${ref}}]}`);
const runIn = (namespace: string): string => object('PipelineRun', 'run', namespace, '{pipelineRef: {name: build}}');

describe(RULE, () => {
  test('finds a Task and a Pipeline that are in another namespace only', () => {
    expect(messagesOf(RULE, [taskIn('a'), taskIn('b'), pipelineIn('c'), runIn('d')].join('---\n'))).toEqual([
      "14:44 task 'one' refers to the Task 'shared', which is in namespace 'a' and 'b' and not in 'c', where it is looked for",
      "19:28 the run refers to the Pipeline 'build', which is in namespace 'c' and not in 'd', where it is looked for",
    ]);
  });

  test.each([
    ['one of them is in the same namespace', taskIn('b'), taskIn('a'), pipelineIn('a')],
    ['the Task names no namespace', taskIn('b'), taskIn(), pipelineIn('a')],
    ['who refers names no namespace', taskIn('b'), pipelineIn()],
    ['a namespace is set by a template', taskIn("'{{ .Values.namespace }}'"), pipelineIn('a')],
    ['the name is in no file', pipelineIn('a')],
    ['a resolver finds it', taskIn('b'), pipelineIn('a', '{resolver: cluster, params: [{name: name, value: shared}, {name: namespace, value: b}]}')],
    ['it is a custom task', taskIn('b'), pipelineIn('a', '{name: shared, apiVersion: example.dev/v1, kind: Approval}')],
  ])('is quiet where %s', (_, ...objects) => {
    expect(messagesOf(RULE, objects.join('---\n'))).toEqual([]);
  });
});
