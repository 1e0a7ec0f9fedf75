import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeDirectories } from '../../src/private/make-directories';

let folder: string;
beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'make-directories-')); });
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('makes a directory and those above it, also where many do it at once', async () => {
  const path = join(folder, 'a/b/c');
  await Promise.all(Array.from({ length: 20 }, () => makeDirectories(path)));
  expect(statSync(path).isDirectory()).toBe(true);
});

test('leaves what is there as it is', async () => {
  await makeDirectories(folder);
  await makeDirectories('/');
  await makeDirectories('.');
});

test('fails where a file is in the way', async () => {
  writeFileSync(join(folder, 'file'), '');
  await expect(makeDirectories(join(folder, 'file'))).rejects.toMatchObject({ code: 'EEXIST' });
  await expect(makeDirectories(join(folder, 'file/below'))).rejects.toMatchObject({ code: 'ENOTDIR' });
});

test('fails at once where the system takes no directory', async () => {
  await expect(makeDirectories('/proc/none/below')).rejects.toMatchObject({ code: expect.stringMatching(/^(?:ENOENT|EROFS|EACCES)$/) });
});
