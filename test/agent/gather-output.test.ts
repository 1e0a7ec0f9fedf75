import { execFileSync } from 'child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'fs';
import { join } from 'path';
import { gatherOutput } from '../../src/agent/artifact/gather-output';
import { SKIP_MARKER } from '../../src/agent/artifact/konflux';
import type { UploadOutput } from '../../src/contract/agent-plan';
import { digestOf } from '../../src/contract/digest';
import { expectFailure, temporaryDirectory } from './support';

const temporary = temporaryDirectory();
const path = () => join(temporary.path, 'image');
const output = (): UploadOutput => ({ name: 'image', kind: 'file', type: 'reference', path: path() });
const options = () => ({ scratch: temporary.path });
const DIGEST = digestOf('image');

describe('what a step may leave in the place of a reference', () => {
  test('a reference, with white space around it', async () => {
    writeFileSync(path(), ` registry.example.com/app@${DIGEST}\n`);
    expect(await gatherOutput(output(), options())).toEqual({ type: 'reference', reference: { uri: 'registry.example.com/app', digest: DIGEST } });
  });

  test.each(['', '\n', '@'])('nothing: %j', async (text) => {
    writeFileSync(path(), text);
    expect(await gatherOutput(output(), options())).toEqual({ type: 'absent' });
  });

  test('fails for a link, which could have credentials of this step shown in the error', async () => {
    const secret = join(temporary.path, 'config.json');
    writeFileSync(secret, '{"auths":{"registry.example.com":{"auth":"c2VjcmV0"}}}');
    symlinkSync(secret, path());
    const error = await gatherOutput(output(), options()).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'KIND_MISMATCH', message: expect.not.stringContaining('c2VjcmV0') });
  });

  test('fails for a pipe, which would be waited for, and for a directory', async () => {
    execFileSync('mkfifo', [path()]);
    await expectFailure(() => gatherOutput(output(), options()), 'KIND_MISMATCH', 'a special file');
    const directory = join(temporary.path, 'directory');
    mkdirSync(directory);
    await expectFailure(() => gatherOutput({ ...output(), path: directory }, options()), 'KIND_MISMATCH', 'is a directory');
  });

  test('fails for more than any reference has', async () => {
    writeFileSync(path(), 'x'.repeat(4097));
    await expectFailure(() => gatherOutput(output(), options()), 'REFERENCE_INVALID', '4097 bytes');
  });
});

describe('the marker by which a step of Konflux hands on a reference', () => {
  const folder = () => join(temporary.path, 'source');
  const marker = () => join(folder(), SKIP_MARKER);
  const gather = () => gatherOutput({ name: 'source', kind: 'directory', path: folder() }, { ...options(), forKonflux: true });
  beforeEach(() => mkdirSync(folder()));

  test('holds it, or nothing', async () => {
    writeFileSync(marker(), `oci:registry.example.com/app@${DIGEST}\n`);
    expect(await gather()).toEqual({ type: 'reference', reference: { uri: 'registry.example.com/app', digest: DIGEST } });
    writeFileSync(marker(), '\n');
    expect(await gather()).toEqual({ type: 'reference', reference: { uri: '', digest: '' } });
  });

  test('fails for a link, which could have credentials of this step shown in the error', async () => {
    const secret = join(temporary.path, 'AWS_SECRET_ACCESS_KEY');
    writeFileSync(secret, 'c2VjcmV0');
    symlinkSync(secret, marker());
    const error = await gather().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'KIND_MISMATCH', message: expect.not.stringContaining('c2VjcmV0') });
  });

  test('fails for what is no reference', async () => {
    writeFileSync(marker(), 'registry.example.com/app:latest');
    await expectFailure(gather, 'REFERENCE_INVALID', SKIP_MARKER, "is not an artifact reference, expected 'oci:<repository>@sha256:<hex>'");
  });
});
