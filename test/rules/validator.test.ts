import { ApiObject, App, Chart } from 'cdk8s';
import { defineTask, rules, Task, TektonValidation } from '../../src';

const { RulePack, RuleSeverity, RuleTester, Validator } = rules;

function chartIn(app: App): Chart {
  return new Chart(app, 'ci', { namespace: 'ci' });
}

/** A Task that the webhook would take, and the run would not. */
function taskWithWrongMount(app: App): Task {
  const task = defineTask(chartIn(app), 'build');
  task.addStep('compile', { image: 'node:20', command: ['make'], env: { 'A=B': 'c' } });
  return task;
}

const ownerLabel: rules.IRule = {
  id: 'acme/owner-label',
  summary: 'every Task has the label owner',
  check: (target) => {
    if (target.kind === 'Task' && target.valueAt('metadata.labels.owner') === undefined) target.report('metadata', 'the label owner is missing');
  },
};

test('a validator fails the synth with construct path, place, rule and fix', () => {
  const app = new App();
  taskWithWrongMount(app);
  Validator.attach(app);
  expect(() => app.synthYaml()).toThrow(/ci\/build: step 'compile' has the variable 'A=B', expected a name of printable ASCII without '=' \(Task 'build' at spec\.steps\[0\]\.env\[0\]\.name; tekton\/env\): correct it/);
});

test('an object that is no part of a construct of ours is named by its own path', () => {
  const app = new App();
  new ApiObject(chartIn(app), 'raw', { apiVersion: 'tekton.dev/v1', kind: 'Task', metadata: { name: 'raw' }, spec: { steps: [] } });
  expect(new Validator(app, { packs: [RulePack.TEKTON] }).findings().map(({ constructPath, ruleId }) => `${constructPath}: ${ruleId}`)).toEqual(['ci/raw: tekton/task-steps']);
});

test('what is acknowledged with a reason does not fail the synth, and is still among the findings', () => {
  const app = new App();
  Validator.acknowledge(taskWithWrongMount(app), 'tekton/env', { reason: 'the program reads /proc/self/environ' });
  const validator = Validator.attach(app, { packs: [RulePack.TEKTON] });
  app.synthYaml();
  expect(validator.findings().map(({ ruleId, acknowledged, constructPath }) => ({ ruleId, acknowledged, constructPath }))).toEqual([
    { ruleId: 'tekton/env', acknowledged: 'the program reads /proc/self/environ', constructPath: 'ci/build' },
  ]);
});

test('fails an acknowledgement without a reason', () => {
  const task = taskWithWrongMount(new App());
  expect(() => Validator.acknowledge(task, 'tekton/env', { reason: ' ' })).toThrow("'ci/build' acknowledges 'tekton/env' without a reason, write one: { reason: '...' }");
});

test('severities and rules that are left out are those of the validator', () => {
  const app = new App();
  taskWithWrongMount(app);
  expect(new Validator(app, { packs: [RulePack.TEKTON], severities: { 'tekton/env': RuleSeverity.WARNING } }).validate()).toEqual([]);
  expect(new Validator(app, { packs: [RulePack.TEKTON], failOn: RuleSeverity.WARNING, without: ['tekton/env'] }).validate()).toEqual([]);
});

test('fails over rules that there are not, and says where they are named', () => {
  const app = new App();
  const severities = { 'digest/imag': RuleSeverity.ERROR };
  expect(() => new Validator(chartIn(app), { severities })).toThrow("the Validator of 'ci' names the unknown rule 'digest/imag' in 'severities', did you mean 'digest/image'?");
  expect(() => Validator.attach(app, { without: ['image'] })).toThrow("the Validator of 'the app' names the unknown rule 'image' in 'without', did you mean 'digest/image'?");
  expect(() => new Validator(app, { without: ['acme/owner-lable'], packs: [RulePack.of('acme', [ownerLabel])] })).toThrow("did you mean 'acme/owner-label'?");
  new Validator(app, { without: ['acme/owner-label', 'digest/image'], packs: [RulePack.of('acme', [ownerLabel])] });
});

test('fails over properties of the plugin that there are not', () => {
  expect(() => new TektonValidation({ pack: ['tekton'] } as object)).toThrow("cdk8s.yaml gives TektonValidation the unknown property 'pack', did you mean 'packs'?");
});

test('warnings are told on standard error, each once, and fail nothing', () => {
  const app = new App();
  defineTask(chartIn(app), 'build').addStep('compile', { image: 'node:20', command: ['make'] });
  Validator.attach(app, { packs: [RulePack.DIGEST] });
  new Validator(app, { packs: [RulePack.DIGEST], quiet: true }).validate();
  const written = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  app.synthYaml();
  app.synthYaml();
  expect(written.mock.calls).toEqual([[expect.stringMatching(/^warning: ci\/build: the image 'node:20' has no digest[^\n]*\n$/)]]);
});

test('a construct that tells its mistake itself is not told of twice', () => {
  const app = new App();
  defineTask(chartIn(app), 'build');
  Validator.attach(app);
  expect(() => app.synthYaml()).toThrow(/^Validation failed with the following errors:\n {2}\[ci\/build\] task 'ci\/build' has no steps[^\n]*$/);
});

test('a rule of your own is a few lines', () => {
  const app = new App();
  defineTask(chartIn(app), 'build').addStep('compile', { image: 'node:20', command: ['make'] });
  Validator.attach(app, { packs: [RulePack.of('acme', [ownerLabel])] });
  expect(() => app.synthYaml()).toThrow('ci/build: the label owner is missing');
});

test('a rule of your own is tested on plain objects', () => {
  const tester = new RuleTester(ownerLabel);
  const task = { apiVersion: 'tekton.dev/v1', kind: 'Task', metadata: { name: 'build' }, spec: { steps: [{ image: 'node:20' }] } };
  tester.toEmitFinding(task, 'the label owner is missing');
  tester.toBeValid({ ...task, metadata: { name: 'build', labels: { owner: 'me' } } });
  expect(() => tester.toBeValid(task)).toThrow("rule 'acme/owner-label' was expected to find nothing, and found: metadata: the label owner is missing");
});

test('fails a pack with the rule of another one, and an unknown pack', () => {
  expect(() => RulePack.of('other', [ownerLabel])).toThrow("pack 'other' has the rule 'acme/owner-label', expected an id that begins with 'other/'");
  expect(() => RulePack.builtIn('tektn')).toThrow("there is no pack 'tektn', did you mean 'tekton'?");
});

test('as a plugin of cdk8s it reports rule, resource, place and manifest', async () => {
  const violations: unknown[] = [];
  const outcome: unknown[] = [];
  const task = { apiVersion: 'tekton.dev/v1', kind: 'Task', metadata: { name: 'build' }, spec: { steps: [{ name: 'A', image: 'node:20' }] } };
  await new TektonValidation({ packs: ['tekton'] }).validate({
    manifests: ['dist/ci.k8s.yaml'],
    parseManifest: () => [task],
    report: { addViolation: (violation) => violations.push(violation), submit: (status) => outcome.push(status) },
  });
  expect(violations).toEqual([{
    ruleName: 'tekton/step-name',
    recommendation: "error: step 'A' has a name that is no DNS label: expected lower-case letters, digits and '-', at most 63",
    fix: 'use lower-case letters, digits and -, and no name twice',
    violatingResources: [{ resourceName: 'build', locations: ['spec.steps[0].name'], manifestPath: 'dist/ci.k8s.yaml' }],
  }]);
  expect(outcome).toEqual(['failure']);
});
