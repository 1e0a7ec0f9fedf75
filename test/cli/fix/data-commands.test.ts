import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withOwnCommands } from '../../../src/cli/fix/data-commands';
import { scriptPlaces } from '../../../src/cli/fix/shell-places';
import { call } from '../terminal';

function reasonsWith(script: string, ...own: string[]): (string | undefined)[] {
  return scriptPlaces(script, [], withOwnCommands(own)).map(({ reason }) => reason);
}

test('a program of a team takes data where the team says so, and what it prints is followed', () => {
  expect(reasonsWith('deploy --to $(params.a)')).toEqual(["'deploy' is not known to take it as data"]);
  expect(reasonsWith('/usr/local/bin/deploy --to $(params.a) <<< "$(params.b)"', 'deploy')).toEqual([undefined, undefined]);
  expect(reasonsWith('/usr/local/bin/deploy --to $(params.a)', '/usr/local/bin/deploy')).toEqual([undefined]);
  expect(reasonsWith('deploy "$(params.a)" | sh', 'deploy')).toEqual([expect.stringContaining("'sh' takes it for a program")]);
  expect(reasonsWith('deploy() { eval "$1"; }; deploy "$(params.a)"', 'deploy')).toEqual([expect.stringContaining('with eval or source')]);
});

describe('dataCommands in the settings', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'data-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  async function fix(settings: string): Promise<string> {
    const [config, file] = ['settings.yaml', 'task.yaml'].map((name) => join(folder, name));
    writeFileSync(config, settings);
    writeFileSync(file, 'apiVersion: tekton.dev/v1\nkind: Task\nmetadata: {name: build}\nspec:\n  params: [{name: a}]\n  steps:\n    - image: busybox\n      script: ./deploy.sh --to "$(params.a)"\n');
    const { stderr } = await call('validate', '--pack', 'security', '--config', config, '--fix', file);
    return stderr + readFileSync(file, 'utf8');
  }

  test('let --fix hand them params', async () => {
    expect(await fix('dataCommands: [./deploy.sh]\n')).toContain('script: ./deploy.sh --to "$PARAM_A"');
    expect(await fix('dataCommands: [deploy.sh]\n')).toContain("'$(params.a)' stays in the script: './deploy.sh' is not known to take it as data");
  });

  test.each([
    ['dataCommands: ./deploy.sh', "has 'dataCommands', expected a list of texts"],
    ['dataCommands: [bash]', "names 'bash' in 'dataCommands', expected programs of your own: it is known what 'bash' does with its arguments"],
    ['dataCommands: [/bin/sh]', "names '/bin/sh' in 'dataCommands', expected programs of your own: it is known what 'sh' does"],
    ['dataCommands: [python3.12]', "it is known what 'python3.12' does"],
    ['dataCommands: [busybox]', "it is known what 'busybox' does"],
    ['dataCommands: [-x]', "names '-x' in 'dataCommands', expected the name of a program"],
    ['dataCommands: [git]', "names 'git' in 'dataCommands'"],
    ['dataCommands: [make all]', "names 'make all' in 'dataCommands', expected the name of a program as scripts call it, without arguments"],
  ])('fails for %s', async (settings, problem) => {
    expect(await fix(settings)).toContain(problem);
  });
});
