import { appendFileSync, chmodSync, mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'fs';
import { join } from 'path';
import { gzipSync } from 'zlib';
import { packFile, sniffMediaType } from '../../../src/agent/archive';
import { digestOf } from '../../../src/contract/digest';
import { bytesOf, temporaryDirectory } from './support';

const scratch = temporaryDirectory();

describe('packing a file', () => {
  test('stores its bytes as they are, with digest, size and media type', async () => {
    const path = join(scratch, 'report.json');
    writeFileSync(path, '{"ok":true}');
    const packed = await packFile(path);
    expect(packed).toMatchObject({ digest: digestOf('{"ok":true}'), diffId: packed.digest, size: 11, uncompressedSize: 11, entries: 1, mediaType: 'application/json' });
    writeFileSync(path, 'changed since');
    expect((await bytesOf(packed.open(1))).toString()).toBe('"ok":true}');
    await packed.dispose();
  });

  test('packs an empty file', async () => {
    const path = join(scratch, 'empty');
    writeFileSync(path, '');
    expect(await packFile(path)).toMatchObject({ digest: digestOf(''), size: 0, mediaType: 'application/octet-stream' });
  });

  test('reads a large file from its place, and fails when it was changed there', async () => {
    const path = join(scratch, 'large');
    writeFileSync(path, 'start');
    truncateSync(path, 65 * 1024 * 1024);
    const packed = await packFile(path);
    let read = 0;
    for await (const chunk of packed.open(64 * 1024 * 1024)) {
      read += (chunk as Buffer).length;
    }
    expect(read).toBe(1024 * 1024);
    chmodSync(path, 0o644);
    appendFileSync(path, 'x');
    await expect(bytesOf(packed.open(64 * 1024 * 1024))).rejects.toMatchObject({ code: 'OUTPUT_INVALID' });
    await packed.dispose();
  });

  test('fails for a file that no step wrote', async () => {
    await expect(packFile(join(scratch, 'missing'))).rejects.toMatchObject({ code: 'OUTPUT_MISSING' });
  });

  test('fails for a directory and for a symbolic link', async () => {
    mkdirSync(join(scratch, 'd'));
    symlinkSync('/etc/passwd', join(scratch, 'l'));
    await expect(packFile(join(scratch, 'd'))).rejects.toMatchObject({ code: 'KIND_MISMATCH', message: expect.stringContaining('is a directory, expected a file') });
    await expect(packFile(join(scratch, 'l'))).rejects.toMatchObject({ code: 'KIND_MISMATCH', message: expect.stringContaining('is a symbolic link') });
  });
});

describe('the media type of a file', () => {
  const cases: ReadonlyArray<readonly [string, string | Buffer, string]> = [
    ['JSON', ' {"a": [1]}\n', 'application/json'],
    ['JSON in an array', '[1]', 'application/json'],
    ['JSON that is longer than what is looked at', `{"a": "${'x'.repeat(70_000)}`, 'application/json'],
    ['SPDX', '{"spdxVersion": "SPDX-2.3"}', 'application/spdx+json'],
    ['SPDX 3', '{"@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld"}', 'application/spdx+json'],
    ['SPDX as tags', 'SPDXVersion: SPDX-2.3\nDataLicense: CC0-1.0\n', 'text/spdx'],
    ['CycloneDX', '{"bomFormat": "CycloneDX", "specVersion": "1.6"}', 'application/vnd.cyclonedx+json'],
    ['CycloneDX in XML', '<?xml version="1.0"?><bom xmlns="http://cyclonedx.org/schema/bom/1.6"></bom>', 'application/vnd.cyclonedx+xml'],
    ['an in-toto statement', '{"_type": "https://in-toto.io/Statement/v1"}', 'application/vnd.in-toto+json'],
    ['XML', '\ufeff<?xml version="1.0"?><testsuites/>', 'application/xml'],
    ['text', 'Straße\n', 'text/plain'],
    ['text that is cut inside a character', Buffer.from('é'.repeat(40_000)).subarray(1).subarray(1, 65_537 + 1), 'text/plain'],
    ['what only begins as JSON', '{"a": ', 'text/plain'],
    ['a number', '42', 'text/plain'],
    ['gzip', gzipSync('x'), 'application/gzip'],
    ['zip', Buffer.from('PK\x03\x04rest', 'latin1'), 'application/zip'],
    ['zstd', Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 1]), 'application/zstd'],
    ['text in another encoding', Buffer.from([0x53, 0xe4, 0x67, 0x65]), 'application/octet-stream'],
    ['a program', Buffer.from('\x7fELF\x02\x01\x01\0'), 'application/octet-stream'],
    ['nothing', '', 'application/octet-stream'],
  ];

  test.each(cases)('is found for %s', (_, content, expected) => {
    expect(sniffMediaType(Buffer.from(content).subarray(0, 65_536))).toBe(expected);
  });
});
