import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'fs';
import { join } from 'path';
import { Staging, writeFileContent } from '../../../src/agent/archive';
import { stagedName } from '../../../src/agent/archive/staged-name';
import { temporaryDirectory } from '../support';

const temporary = temporaryDirectory();
const at = (...path: string[]) => join(temporary.path, ...path);

/** What a program that is killed leaves: a directory, or the half of a file. */
function abandon(folder: string, destination: string): void {
  mkdirSync(at(folder, stagedName(destination), 'content'), { recursive: true });
  writeFileSync(at(folder, stagedName(destination)), 'ha');
}

test('a directory that a killed program was about to fill can be filled', async () => {
  mkdirSync(at('app'));
  abandon('app', at('app'));
  const staging = await Staging.create(at('app'));
  writeFileSync(join(staging.content, 'x'), 'x');
  staging.publish();
  expect(readdirSync(at('app'))).toEqual(['x']);
});

test('what a killed program left beside a destination goes when it is tried again', async () => {
  abandon('.', at('app'));
  (await Staging.create(at('app'))).discard();
  expect(readdirSync(at())).toEqual([]);
  abandon('.', at('app'));
  await writeFileContent([Buffer.from('whole')], at('app'));
  expect(readdirSync(at())).toEqual(['app']);
  expect(readFileSync(at('app'), 'utf8')).toBe('whole');
});

test('what belongs to another destination, or to nobody, stays', async () => {
  writeFileSync(at('.artifact-notes'), '');
  const other = await Staging.create(at('other'));
  await writeFileContent([Buffer.from('x')], at('app'));
  writeFileSync(join(other.content, 'y'), 'y');
  other.publish();
  expect(readdirSync(at()).sort()).toEqual(['.artifact-notes', 'app', 'other']);
});
