import { mkdirSync, writeFileSync } from 'fs';
import { join } from 'path';
import { Staging, writeFileContent } from '../../src/agent/archive';
import { takeOnlyFile } from '../../src/agent/artifact/konflux';
import { makeClaimDirectory } from '../../src/agent/stores/pvc';
import { temporaryDirectory } from './support';

const temporary = temporaryDirectory();

/** A place where the system takes no directory and says ENOENT, as below an automounter. */
const NOWHERE = '/proc/none/below';

test.each<[string, () => Promise<unknown>]>([
  ['a file', () => writeFileContent([Buffer.from('x')], `${NOWHERE}/file`)],
  ['a directory', () => Staging.create(`${NOWHERE}/directory`)],
  ['the folder of a run on a claim', () => makeClaimDirectory(NOWHERE, { name: 'shared', path: '/proc' })],
  ['the only file of an archive', () => {
    const folder = join(temporary.path, 'content');
    mkdirSync(folder);
    writeFileSync(join(folder, 'file'), '');
    return takeOnlyFile(folder, `${NOWHERE}/file`, 'an archive');
  }],
])('fails at once to write %s where no directory can be', async (_, write) => {
  await expect(write()).rejects.toMatchObject({ message: expect.stringContaining('/proc/none') as string });
});
