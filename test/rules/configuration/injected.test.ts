import { compiledTask } from '../../../src/rules/configuration/task-example';
import { findingsIn } from '../tester';

/** What was done to a compiled Task by hand, and what is said about it. */
const EDITS: readonly (readonly [what: string, edit: (yaml: string) => string, says: string])[] = [
  ['the upload step moved to the front', (yaml) => {
    const lines = yaml.split('\n');
    const upload = lines.findIndex((line) => line.includes('name: upload-artifacts,'));
    const [line] = lines.splice(upload, 1);
    lines.splice(lines.findIndex((each) => each.includes('name: fetch-artifacts,')), 0, line);
    return lines.join('\n');
  }, "configuration/injected-order: step 'upload-artifacts' stands before step 'fetch-artifacts'"],
  ['an argument renamed', (yaml) => yaml.replace('--config=', '--configuration='), "configuration/injected-arguments: step 'fetch-artifacts': unknown argument '--configuration'"],
  ['errors of the fetch ignored', (yaml) => yaml.replace('name: fetch-artifacts,', 'name: fetch-artifacts, onError: continue,'), 'goes on after an error'],
  ['the upload made conditional', (yaml) => yaml.replace('name: upload-artifacts,', 'name: upload-artifacts, when: [{input: a, operator: in, values: [a]}],'), 'has a condition'],
  ['env by a stepTemplate', (yaml) => yaml.replace('spec:', 'spec:\n  stepTemplate: {env: [{name: NODE_OPTIONS, value: -r x}]}'), 'the env of the stepTemplate reaches the injected steps'],
  ['two references crossed', (yaml) => yaml.replace('$(params.app.digest)', '$(params.app.uri)'), "the env 'INPUT_app_DIGEST' is '$(params.app.uri)'"],
  ['the param removed', (yaml) => yaml.replace('{name: app, type: object', '{name: application, type: object'), "the input 'app' has no param"],
  ['the result removed', (yaml) => yaml.replace('results: [{name: report, type: object, properties: {uri: {type: string}, digest: {type: string}}}, {name: error}]', 'results: [{name: error}]'),
    "does not declare the result 'report'"],
  ['a sidecar added', (yaml) => `${yaml}  sidecars: [{name: db, image: postgres}]\n`, 'reckons with 4 containers, and the Pod has 5'],
  ['the scratch volume unmounted', (yaml) => yaml.replaceAll(', {name: artifacts, mountPath: /var/artifacts/.scratch, subPath: scratch}', ''), "has no volume at '/var/artifacts/.scratch'"],
];

describe('a compiled Task that somebody edited', () => {
  test.each(EDITS)('fails with %s', (_, edit, says) => {
    const edited = edit(compiledTask());
    expect(edited).not.toBe(compiledTask());
    const errors = findingsIn(edited).filter(({ severity, rule }) => severity === 'error' && rule.id.startsWith('configuration/'));
    expect(errors.map(({ rule, message }) => `${rule.id}: ${message}`).join('\n')).toContain(says);
  });

  test('is left alone where an own step was changed', () => {
    const edited = compiledTask({ build: ['{name: build, image: "node:24", command: [npm, run, all], env: [{name: LEVEL, value: debug}]}'] });
    expect(findingsIn(edited).filter(({ rule }) => rule.id.startsWith('configuration/'))).toEqual([]);
  });
});
