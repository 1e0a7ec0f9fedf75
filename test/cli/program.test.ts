import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** The program as it is published, with a bundle for each command. */
function run(...args: string[]): { code: number | null; stderr: string } {
  const { status, stderr } = spawnSync(process.execPath, [join(__dirname, '../../bin/cdk8s-tekton'), ...args], { encoding: 'utf8', input: '' });
  return { code: status, stderr };
}

test.each([
  ['an unknown command', ['validat']],
  ['an unknown option of validate', ['validate', '--apy', 'x']],
  ['a path that is not there', ['validate', 'no-such-folder']],
  ['no input', ['validate', '-']],
  ['an unknown option of pin', ['pin', '--bogus']],
  ['an unknown option of init', ['init', '--jsn']],
  ['an unknown option of run', ['run', '--bogus']],
  ['an unknown option of graph', ['graph', '--bogus']],
  ['an unknown subcommand of artifact', ['artifact', 'bogus']],
])('%s is wrong usage, told in a line', (_, args) => {
  expect(run(...args)).toEqual({ code: 2, stderr: expect.stringMatching(/^error: .+\n$/) });
});
