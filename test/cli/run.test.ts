import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunReport } from '../../src/local/report';
import { call, callOn, type Called } from './terminal';

let folder: string;
beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'run-test-')); });
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A Pipeline `build` that says hello, or fails. */
const BUILD = `apiVersion: tekton.dev/v1
kind: Pipeline
metadata: { name: build }
spec:
  params: [ { name: who, default: world }, { name: code, default: "0" } ]
  results: [ { name: said, value: $(tasks.greet.results.said) } ]
  tasks:
    - name: greet
      params: [ { name: who, value: $(params.who) }, { name: code, value: $(params.code) } ]
      taskSpec:
        params: [ { name: who }, { name: code } ]
        results: [ { name: said } ]
        steps:
          - name: say
            image: busybox
            env: [ { name: WHO, value: $(params.who) }, { name: CODE, value: $(params.code) } ]
            script: "echo hello $WHO; printf %s \\"$WHO\\" > $(results.said.path); exit $CODE"
`;

/** A Task `read` with a directory as input, as the compiler writes it. */
const WITH_INPUT = `apiVersion: tekton.dev/v1
kind: Pipeline
metadata: { name: with-input }
spec:
  params: [ { name: source, type: object, properties: { uri: { type: string }, digest: { type: string } } }, { name: revision } ]
  tasks:
    - { name: a, taskSpec: { steps: [ { name: s, image: x, script: "true" } ] } }
`;

function yaml(text: string, name = 'p.yaml'): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

const run = (path: string, ...args: string[]): Promise<Called> => call('run', path, '--store', join(folder, 'store'), ...args);

describe('run', () => {
  test('says what happens, line by line, and ends with 0', async () => {
    const { code, stdout, stderr } = await run(yaml(BUILD), '--param', 'who=you', '--verbose');
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout.replace(/\b[\d.]+m?s\b/g, '5ms').split('\n')).toEqual([
      'build: 1 task', '▶ greet  running', '  greet  say | hello you', '✓ greet  5ms', 'result said = you',
      '✓ Succeeded  build: Tasks Completed: 1 (Failed: 0, Cancelled 0), Skipped: 0 (0 artifacts, 5ms)', '',
    ]);
  });

  test('fails with 1, and shows the last lines of the step', async () => {
    const { code, stdout } = await run(yaml(BUILD), '--param', 'code=7');
    expect(code).toBe(1);
    expect(stdout).toContain('✗ greet  StepFailed: "step-say" exited with code 7: Error\n    step say, exit code 7\n    | hello world\n');
  });

  test('takes files for what resolvers would find, and says which are missing', async () => {
    const path = yaml('apiVersion: tekton.dev/v1\nkind: Pipeline\nmetadata: { name: p }\nspec: { tasks: [ { name: a, taskRef: { resolver: git } } ] }\n');
    const task = yaml('apiVersion: tekton.dev/v1\nkind: Task\nmetadata: { name: t }\nspec: { steps: [ { name: s, image: x, script: "echo from the file" } ] }\n', 't.yaml');
    expect(await run(path)).toMatchObject({ code: 2, stderr: expect.stringContaining('give its Task by --resolve a=<file.yaml>') });
    expect(await run(path, '--resolve', 'a')).toMatchObject({ code: 2, stderr: "error: --resolve is 'a', expected <name>=<value>\n" });
    expect(await run(path, '--resolve', `a=${task}`, '--verbose')).toMatchObject({ code: 0, stdout: expect.stringContaining('| from the file') });
  });

  test('prints the report as JSON and nothing else', async () => {
    const { code, stdout, stderr } = await run(yaml(BUILD), '--json');
    const report = JSON.parse(stdout) as RunReport;
    expect([code, stderr]).toEqual([0, '']);
    expect(report).toMatchObject({ name: 'build-local', pipeline: 'build', succeeded: true, reason: 'Succeeded', results: [{ name: 'said', type: 'string', value: 'world' }] });
    expect(report.tasks[0]).toMatchObject({ name: 'greet', state: 'Succeeded', taskRuns: [{ name: 'build-local-greet', steps: [{ name: 'say', exitCode: 0 }] }] });
  });

  test('on a terminal shows the tasks in color, beside JSON on the other stream', async () => {
    const onTerminal = await callOn({ isTTY: true }, 'run', yaml(BUILD), '--store', join(folder, 'store'));
    expect(onTerminal.stdout).toContain('\u001b[32m✓ Succeeded\u001b[0m');
    const both = await callOn({ isTTY: true }, 'run', yaml(BUILD), '--store', join(folder, 'store'), '--json');
    expect(JSON.parse(both.stdout)).toMatchObject({ succeeded: true });
    expect(both.stderr).toContain('Succeeded');
    const plain = await callOn({ isTTY: true, environment: { PATH: process.env.PATH, NO_COLOR: '1' } }, 'run', yaml(BUILD), '--store', join(folder, 'store'));
    expect(plain.stdout).not.toMatch(/\u001b\[\d+m/);
    const dumb = await callOn({ isTTY: true, environment: { PATH: process.env.PATH, TERM: 'dumb' } }, 'run', yaml(BUILD), '--store', join(folder, 'store'));
    expect(dumb.stdout).not.toContain('\u001b');
  });

  test('lets steps see what is asked for, and keeps the directory on request', async () => {
    const text = 'apiVersion: tekton.dev/v1\nkind: Task\nmetadata: { name: t }\nspec: { workspaces: [ { name: w } ], steps: [ { name: s, image: x, script: "echo $LET; pwd; cp $(workspaces.w.path)/in $(workspaces.w.path)/out" } ] }';
    writeFileSync(join(folder, 'in'), '1');
    const environment = { PATH: process.env.PATH, LET: 'seen' };
    const { code, stdout } = await callOn({ environment }, 'run', yaml(text), '--store', join(folder, 'store'), '--env', 'LET', '--workspace', `w=${folder}`, '--keep', '--verbose', '--parallel', '1');
    expect(code).toBe(0);
    expect(stdout).toContain('s | seen');
    expect(existsSync(join(folder, 'out'))).toBe(true);
    const home = /^kept: (.*)$/m.exec(stdout)?.[1] as string;
    expect(readdirSync(home)).toContain('tasks');
    rmSync(home, { recursive: true });
  });

  test('ends its steps on the first signal, and fails with 1', async () => {
    const stop = new AbortController();
    const text = BUILD.replace('echo hello $WHO', 'trap \'echo told; exit 1\' TERM; echo up; sleep 30 & wait');
    const { code, stdout } = await callOn({ signal: stop.signal, onWrite: (line) => { if (line.includes('| up')) stop.abort(); } }, 'run', yaml(text), '--store', join(folder, 'store'), '--verbose');
    expect(code).toBe(1);
    expect(stdout).toContain('| told');
    expect(stdout).toContain('✗ Cancelled  build: PipelineRun "build-local" was cancelled');
  });

  test.each(['SIGINT', 'SIGHUP'] as const)('ends at once on the second signal, %s, takes its steps along and leaves no directory and no credentials', async (signal) => {
    const script = 'cd $(workspaces.w.path); trap "touch told" TERM; echo $$ > pid; while true; do sleep 0.05 || true; done';
    const path = yaml(`apiVersion: tekton.dev/v1\nkind: Task\nmetadata: { name: t }\nspec: { workspaces: [ { name: w } ], steps: [ { name: s, image: x, script: ${JSON.stringify(script)} } ] }`);
    mkdirSync(join(folder, 'tmp'));
    writeFileSync(join(folder, 'config.json'), '{"auths":{"registry.example.com":{"auth":"bWU6c2VjcmV0"}}}');
    const args = ['run', path, '--configured-store', '--login', 'registry.example.com/ci', '--workspace', `w=${folder}`];
    const child = spawn(process.execPath, ['--import', 'tsx', join(__dirname, '../../src/cli/main.ts'), ...args], {
      env: { PATH: process.env.PATH, TMPDIR: join(folder, 'tmp'), DOCKER_CONFIG: folder }, stdio: 'ignore',
    });
    const ended = new Promise((resolve) => child.once('close', resolve));
    await until(() => existsSync(join(folder, 'pid')) && readFileSync(join(folder, 'pid'), 'utf8') !== '');
    expect(readdirSync(join(folder, 'tmp'), { recursive: true }).filter((name) => String(name).endsWith(join('secrets', 'config.json')))).toHaveLength(1);
    child.kill(signal);
    await until(() => existsSync(join(folder, 'told')));
    child.kill(signal);
    expect(await ended).toBe(128 + constants.signals[signal]);
    const step = Number(readFileSync(join(folder, 'pid'), 'utf8'));
    await until(() => !isAlive(step));
    expect(readdirSync(join(folder, 'tmp')).filter((name) => name.startsWith('cdk8s-tekton'))).toEqual([]);
  });
});

describe('run refuses with 2', () => {
  const two = `${BUILD}---\n${BUILD.replace('name: build', 'name: deploy')}`;

  test.each<[string, string, string[], string]>([
    ['a Pipeline that is not known', two, ['--pipeline', 'biuld'], "there is no Pipeline 'biuld', did you mean 'build'?"],
    ['two Pipelines and none named', two, [], 'the input has 2 Pipelines, name one of them: build, deploy'],
    ['a Task where there is none', BUILD, ['--task', 't'], "there is no Task 't', the input has no Task at all"],
    ['a Pipeline and a Task', BUILD, ['--task', 't', '--pipeline', 'build'], 'expected only one of pipeline, task and pipelinerun'],
    ['a param that is missing', WITH_INPUT, ['--param', 'source={"uri":"","digest":""}'], "p.yaml:1: Pipeline 'with-input' has no value for param 'revision', give it with --param revision=<value>"],
    ['a param that is not declared', BUILD, ['--param', 'woh=x'], "Pipeline 'build' has no param 'woh', did you mean 'who'?"],
    ['a param without a value', BUILD, ['--param', 'who'], "--param is 'who', expected <name>=<value>"],
    ['an input that is not declared', WITH_INPUT, ['--param', 'revision=1', '--input', 'sorce=.'], "Pipeline 'with-input' has no param 'sorce', did you mean 'source'?"],
    ['an input that is not there', WITH_INPUT, ['--param', 'revision=1', '--input', 'source=/no/such'], "input 'source': '/no/such' is not there, expected a file or directory"],
    ['an input for another store', WITH_INPUT, ['--configured-store', '--param', 'revision=1', '--input', `source=${__dirname}`], `store it with 'cdk8s-tekton artifact put ${__dirname} --name source --json'`],
    ['an input for a param that is text', BUILD, ['--input', `who=${__dirname}`], "param 'who' is of type string, not object"],
    ['a workspace that is not declared', BUILD, ['--workspace', `w=${__dirname}`], "has no workspace 'w', none is declared"],
    ['YAML that is none', 'a: b\nc: [ {{ x }}\n', [], 'p.yaml:3: not valid YAML'],
    ['an engine that is not known', BUILD, ['--container', 'lxc'], "--container is 'lxc', expected podman or docker"],
    ['a login for the local store', BUILD, ['--login', 'registry.example.com/ci'], '--login is for a registry that the YAML names, add --configured-store'],
    ['no TaskRun at once', BUILD, ['--parallel', '0'], "--parallel is '0', expected a number of at least 1"],
    ['a timeout that is none', BUILD, ['--timeout', 'soon'], "timeouts.pipeline is 'soon', expected a duration such as '90s' or '1h30m'"],
  ])('%s', async (_name, text, args, message) => {
    const { code, stdout, stderr } = await (args.includes('--configured-store') ? call('run', yaml(text), ...args) : run(yaml(text), ...args));
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^error: [^\n]*\n$/);
    expect(stderr).toContain(message);
  });

  test('a call without a path, and an empty directory', async () => {
    expect(await call('run')).toMatchObject({ code: 2, stderr: 'error: run needs the path of synthesized YAML, such as dist\n' });
    expect(await call('run', folder)).toMatchObject({ code: 2, stderr: expect.stringContaining('has no YAML files, synthesize the pipeline first') as string });
  });
});

async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; tries < 1000 && !holds(); tries++) await new Promise((resolve) => { setTimeout(resolve, 20); });
  expect(holds()).toBe(true);
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
