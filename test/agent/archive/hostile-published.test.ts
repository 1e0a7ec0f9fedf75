import { chmodSync, lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync, type BigIntStats } from 'fs';
import { join } from 'path';
import { gzipSync } from 'zlib';
import { PUBLISHED_ATTACKS, type PublishedAttack } from './published-attacks';
import { extract, rawTar, temporaryDirectory, treeOf } from './support';

const scratch = temporaryDirectory();
const place = join(scratch, 'artifact');
const outside = join(scratch, 'outside');
const secret = join(outside, 'secret');
mkdirSync(outside);
writeFileSync(secret, 'secret');
chmodSync(secret, 0o600);
mkdirSync(join(scratch, 'artifact-of-another'));
const before = lookOutside();

afterEach(() => {
  rmSync(place, { recursive: true, force: true });
  expect(lookOutside()).toEqual(before);
});

/** All that writing, linking, changing modes or reading through a name of the archive would leave a trace in. */
function lookOutside(): unknown {
  const facts = ({ mode, nlink, ctimeNs }: BigIntStats) => ({ mode, nlink, ctimeNs });
  const stat = (path: string) => facts(lstatSync(path, { bigint: true }));
  return {
    directories: [outside, join(scratch, 'artifact-of-another')].map(path => [stat(path), readdirSync(path)]),
    secret: [stat(secret), readFileSync(secret, 'utf8')],
    beside: readdirSync(scratch),
  };
}

describe('an attack that was published', () => {
  test.each(PUBLISHED_ATTACKS.map(attack => [attack.shape, attack] as const))('reaches nothing outside: %s', async (_, attack) => {
    const archive = attack.archive(outside);
    const extracting = extract(archive, place, { policy: attack.policy, limits: attack.limits });
    if (attack.tree !== undefined) {
      await extracting;
      const tree = Object.fromEntries(Object.entries(treeOf(place)).map(([name, node]) => [name, node.replace(`-> ${outside}`, '-> outside')]));
      expect(tree).toEqual(attack.tree);
      return;
    }
    const error = await extracting.then(() => undefined, (thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: attack.code ?? 'ARCHIVE_INVALID', message: expect.stringContaining(messageOf(attack)) });
    // one line, whatever the names are
    expect((error as Error).message).not.toMatch(/[\x00-\x1f\x7f]/);
    expect(readdirSync(scratch)).not.toContain('artifact');
  });

  test('reaches nothing outside: two archives one after the other into one directory (CVE-2025-45582, GNU tar)', async () => {
    await extract(rawTar({ name: 'link', type: '2', link: outside }), place);
    await expect(extract(rawTar({ name: 'link/evil', content: 'evil' }), place)).rejects.toMatchObject({ code: 'DESTINATION_INVALID' });
    expect(readdirSync(place)).toEqual(['link']);
  });

  test('reaches nothing outside: compressed data without end (GHSA-23hp-3jrh-7fpw, node-tar)', async () => {
    const zeros = gzipSync(Buffer.alloc(1 << 24), { level: 9 });
    const archive = Buffer.concat([gzipSync(rawTar({ name: 'f', content: 'x' })), ...Array<Buffer>(16).fill(zeros)]);
    await expect(extract(archive, place, { limits: { ratioFrom: 1 << 20 } })).rejects.toMatchObject({ code: 'LIMIT_EXCEEDED' });
  });
});

test('the document says of each what happens', () => {
  const document = readFileSync(join(__dirname, '../../../docs/archives.md'), 'utf8').split('\n');
  expect(document).toEqual(expect.arrayContaining(PUBLISHED_ATTACKS.map(({ shape, published, outcome, tree }) => (
    `| ${shape} | ${published} | ${tree === undefined ? `refused: ${outcome}` : outcome} |`
  ))));
});

/** The part of the outcome that is the message: what follows in brackets is for readers of the document. */
function messageOf({ outcome }: PublishedAttack): string {
  return outcome.replace(/ \(policy .*\)$/, '');
}
