import * as fc from 'fast-check';
import { ALL_PACKS } from '../../src/rules/packs/all';
import { brokenRules, findingsIn } from './tester';

const RUNS = Number(process.env.CDK8S_TEKTON_FUZZ ?? 60);

/** Keys that lead deep into the rules. */
const KEYS = ['apiVersion', 'kind', 'metadata', 'spec', 'steps', 'tasks', 'finally', 'params', 'results', 'name', 'image', 'script', 'taskSpec', 'taskRef', 'pipelineSpec',
  'value', 'default', 'type', 'properties', 'when', 'matrix', 'include', 'volumes', 'volumeMounts', 'env', 'valueFrom', 'sidecars', 'stepTemplate', 'workspaces', 'items',
  'labels', 'annotations', 'data', 'rules', 'subjects', 'command', 'args', 'ref', 'resolver', 'timeouts', 'taskRunSpecs', '__proto__', 'constructor'];

const text = fc.oneof(fc.string(), fc.constantFrom('$(params.x)', '$(params.x[*])', '$(tasks.a.results.b)', '$(context.taskRun.name)', '$(steps.a.results.b', '1h', '-1s', 'Task', ''));
const leaf = fc.oneof(text, fc.integer(), fc.double(), fc.boolean(), fc.constant(null));
const line = fc.oneof(text, fc.constantFrom(
  'kind: Task', 'spec:', '  steps:', '  - &a {name: *a}', '---', '<<: *a', 'a: !!binary x', '? [x]', '%YAML 1.1', '{{ .x }}', '\t- x', '&a [*a]', '"\\ud800"',
));
const { tree } = fc.letrec((tie) => ({
  tree: fc.oneof({ depthSize: 'medium' }, leaf, fc.array(tie('tree'), { maxLength: 4 }), fc.dictionary(fc.constantFrom(...KEYS), tie('tree'), { maxKeys: 8 })),
}));
const object = fc.record({
  apiVersion: fc.constantFrom('tekton.dev/v1', 'tekton.dev/v1beta1', 'v1', 'rbac.authorization.k8s.io/v1'),
  kind: fc.constantFrom('Task', 'Pipeline', 'PipelineRun', 'TaskRun', 'StepAction', 'ConfigMap', 'Role', 'ServiceAccount', 'List'),
  metadata: tree,
  spec: tree,
});

/** A rule that throws is caught, and tells so. */
function breaks(yaml: string, pack: typeof ALL_PACKS[number]): string[] {
  return brokenRules(findingsIn(yaml, { packs: [pack], api: 'alpha' }));
}

describe.each(ALL_PACKS)('no YAML breaks the pack $name', (pack) => {
  test('objects of any shape', () => {
    fc.assert(fc.property(object, (value) => expect(breaks(JSON.stringify(value), pack)).toEqual([])), { numRuns: RUNS });
  });

  test('texts of any kind', () => {
    fc.assert(fc.property(fc.array(line, { maxLength: 12 }), (lines) => expect(breaks(lines.join('\n'), pack)).toEqual([])), { numRuns: RUNS });
  });
});
