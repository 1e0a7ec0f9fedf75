import { call } from './terminal';

test('without a command, says what there is', async () => {
  const { code, stdout } = await call();
  expect(code).toBe(0);
  for (const command of ['init', 'run', 'graph', 'artifact']) expect(stdout).toContain(`  ${command} `);
});

test('every command has help that shows its options', async () => {
  for (const command of ['init', 'run', 'graph', 'artifact']) {
    const { code, stdout } = await call(command, '--help');
    expect(code).toBe(0);
    expect(stdout).toMatch(new RegExp(`^Usage: cdk8s-tekton ${command} `));
    expect(stdout).toContain('--json');
    expect(await call('help', command)).toMatchObject({ code: 0, stdout });
  }
});

test('says its version', async () => {
  expect(await call('--version')).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) as string });
});

test('fails on a command that is not known, and names the one that was meant', async () => {
  expect(await call('innit')).toEqual({ code: 2, stdout: '', stderr: "error: there is no command 'innit', did you mean 'init'?; 'cdk8s-tekton --help' lists them\n" });
});

test('fails on an option that is not known, without a stack trace', async () => {
  const { code, stderr } = await call('init', '--jsn');
  expect(code).toBe(2);
  expect(stderr).toBe("error: unknown option '--jsn', did you mean '--json'? 'cdk8s-tekton init --help' lists the options\n");
});

test.each([
  ['an option', ['artifact', 'put', 'package.json', '--store', ''], '--store is empty, give it a value or leave it out'],
  ['one of many options', ['run', 'dist', '--env', 'A', '--env', ''], '--env is empty, give it a value or leave it out'],
  ['a path', ['init', 'welcome', ''], "an argument is empty, check the variable that it comes from; 'cdk8s-tekton init --help' tells what is expected"],
  ['an option before another one', ['run', 'dist', '--timeout', '-5m'], 'what follows --timeout begins with a dash: write --timeout=<value>, or the value that is missing'],
  ['an option without a value', ['graph', 'dist', '--format'], "option '--format <value>' argument missing; 'cdk8s-tekton graph --help' lists the options"],
])('fails on %s that is empty: it would mean the current directory', async (_, args, message) => {
  expect(await call(...args)).toEqual({ code: 2, stdout: '', stderr: `error: ${message}\n` });
});

test('fails to run what is not there, and says what was expected', async () => {
  const { code, stderr } = await call('run', 'no-such-folder');
  expect(code).toBe(2);
  expect(stderr).toContain("'no-such-folder' is not there");
});
