import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { call } from '../terminal';

let folder: string;
let before: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'values-'));
  before = process.cwd();
  process.chdir(folder);
});
afterEach(() => {
  process.chdir(before);
  rmSync(folder, { recursive: true });
});

const object = (kind: string, name: string, spec: string, version = 'v1'): string => `apiVersion: tekton.dev/${version}\nkind: ${kind}\nmetadata: {name: ${name}}\nspec:\n  ${spec.replaceAll('\n', '\n  ')}\n`;

/** A Task that gives its param to a program, and what else is there. */
const TASK = object('Task', 'build', 'params: [{name: flags}]\nsteps:\n- {name: build, image: busybox, script: git pull $(params.flags)}');

/** What `--fix` says of the Task, and whether it moves the param. */
async function fix(others: string): Promise<{ moved: boolean; says: string }> {
  writeFileSync('task.yaml', TASK);
  writeFileSync('other.yaml', others);
  const { stderr } = await call('validate', '--pack', 'security', '--fix', '.');
  return { moved: readFileSync('task.yaml', 'utf8').includes('git pull $PARAM_FLAGS'), says: stderr };
}

test.each([
  ['a run', object('TaskRun', 'run', 'taskRef: {name: build}\nparams: [{name: flags, value: -v "a b"}]'), '6:33', '-v "a b"'],
  ['a task of a Pipeline', object('Pipeline', 'ci', 'tasks: [{name: build, taskRef: {name: build}, params: [{name: flags, value: $(date)}]}]'), '5:79', '$(date)'],
  ['one of the runs of a matrix', object('Pipeline', 'ci', 'tasks: [{name: build, taskRef: {name: build}, matrix: {params: [{name: flags, value: [-v, "*.go"]}]}}]'), '5:81', '*.go'],
  ['the default of a Pipeline that passes it on', object('Pipeline', 'ci', 'params: [{name: x, default: a;b}]\ntasks: [{name: build, taskRef: {name: build}, params: [{name: flags, value: -v $(params.x)}]}]'), '5:31', 'a;b'],
  ['the run of a Pipeline that passes it on', `${object('Pipeline', 'ci', 'params: [{name: x}]\ntasks: [{name: build, taskRef: {name: build}, params: [{name: flags, value: $(params.x)}]}]')}---\n${
    object('PipelineRun', 'ci-1', 'pipelineRef: {name: ci}\nparams: [{name: x, value: ~/go}]')}`, '13:29', '~/go'],
  ['what a TriggerTemplate makes', `apiVersion: triggers.tekton.dev/v1beta1\nkind: TriggerTemplate\nmetadata: {name: t}\nspec:\n  resourcetemplates:\n  - ${
    object('TaskRun', 'run', 'taskRef: {name: build}\nparams: [{name: flags, value: a|b}]').trimEnd().replaceAll('\n', '\n    ')}\n`, '11:37', 'a|b'],
])('a param stays in a script that %s gives shell to, and --fix says so', async (_, others, place, value) => {
  expect(await fix(others)).toEqual({
    moved: false,
    says: `task.yaml:7:52: '$(params.flags)' stays in the script: other.yaml:${place} gives it '${value}', which the shell takes apart\n0 findings are mended in 0 files\n`,
  });
});

test.each([
  ['gives it words', object('TaskRun', 'run', 'taskRef: {name: build}\nparams: [{name: flags, value: -v -x}]')],
  ['gives it what Tekton knows', object('Pipeline', 'ci', 'tasks: [{name: build, taskRef: {name: build}, params: [{name: flags, value: $(context.pipelineRun.name)}]}]')],
  ['gives shell to another param', object('TaskRun', 'run', 'taskRef: {name: build}\nparams: [{name: flags, value: -v}, {name: other, value: "$(date)"}]')],
  ['gives shell to another Task', object('TaskRun', 'run', 'taskRef: {name: other}\nparams: [{name: flags, value: "$(date)"}]')],
  ['passes on what it gets from itself', object('Pipeline', 'ci', 'params: [{name: x}]\ntasks: [{name: a, pipelineRef: {name: ci}, params: [{name: x, value: $(params.x)}]}, {name: build, taskRef: {name: build}, params: [{name: flags, value: $(params.x)}]}]')],
])('a param is moved where the caller %s', async (_, others) => {
  expect(await fix(others)).toEqual({ moved: true, says: '1 finding is mended in 1 file\n' });
});

test('--diff says it by the lines that there are, --fix by those that it leaves', async () => {
  const script = '|\n    ls $(params.a)\n    git pull $(params.flags)';
  writeFileSync('task.yaml', object('Task', 'build', `params: [{name: a}, {name: flags, default: "*"}]\nsteps:\n- name: build\n  image: busybox\n  script: ${script}`));
  expect((await call('validate', '--pack', 'security', '--diff', '.')).stderr).toMatch(/^task\.yaml:11:16: .*task\.yaml:5:46 gives it '\*'/);
  expect((await call('validate', '--pack', 'security', '--fix', '.')).stderr).toMatch(/^task\.yaml:14:16: .*task\.yaml:5:46 gives it '\*'/);
});

test('a param that a run gives a list to, or its Pipeline sees through, stays', async () => {
  const script = 'steps: [{name: a, image: busybox, script: ls $(params.dirs)}]';
  const list = object('TaskRun', 'run', `params: [{name: dirs, value: [a, b]}]\ntaskSpec: {${script}}`);
  const outer = object('PipelineRun', 'ci', `params: [{name: dirs, value: "*"}]\npipelineSpec: {tasks: [{name: a, taskSpec: {${script}}}]}`);
  writeFileSync('list.yaml', list);
  writeFileSync('outer.yaml', outer);
  const { stderr } = await call('validate', '--pack', 'security', '--fix', '.');
  expect(stderr).toContain('stays in the script: list.yaml:5:25 gives it more than one text\n');
  expect(stderr).toContain("stays in the script: outer.yaml:5:32 gives it '*', which the shell takes apart\n");
  expect([readFileSync('list.yaml', 'utf8'), readFileSync('outer.yaml', 'utf8')]).toEqual([list, outer]);
});

test.each([['"`date`"', false], ['now', true]])('a param of a StepAction that a step gives %s to is moved: %s', async (value, isMoved) => {
  const action = object('StepAction', 'say', 'params: [{name: words}]\nimage: busybox\nscript: echo $(params.words)', 'v1beta1');
  writeFileSync('action.yaml', action);
  writeFileSync('task.yaml', object('Task', 'build', `steps: [{name: say, ref: {name: say}, params: [{name: words, value: ${value}}]}]`));
  await call('validate', '--pack', 'security', '--fix', '.');
  expect(readFileSync('action.yaml', 'utf8') !== action).toBe(isMoved);
});
