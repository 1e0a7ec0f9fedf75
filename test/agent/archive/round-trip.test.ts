import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'fs';
import { join } from 'path';
import * as fc from 'fast-check';
import { extractArchive, packDirectory } from '../../../src/agent/archive';
import { temporaryDirectory, treeOf } from './support';

jest.setTimeout(60_000);

const scratch = temporaryDirectory();

/** A name as Linux allows it: any bytes but `/` and NUL, up to 255, not `.` or `..`. */
const name = fc.oneof(
  { weight: 3, arbitrary: fc.uint8Array({ minLength: 1, maxLength: 12 }) },
  { weight: 1, arbitrary: fc.uint8Array({ minLength: 90, maxLength: 255 }) },
  { weight: 2, arbitrary: fc.constantFrom('-rf', ' ', '\n', '*', 'a', 'A', 'PaxHeader', 'ü', '...').map(text => Uint8Array.from(Buffer.from(text))) },
).map(bytes => Buffer.from(bytes).toString('latin1').replace(/[/\0]/g, '_').replace(/^\.{1,2}$/, '_'));

const size = fc.oneof(fc.nat(3), fc.constantFrom(511, 512, 513, 1024 * 1024 - 512, 1024 * 1024 - 1024, 1024 * 1024), fc.nat(5000));

interface Leaf {
  readonly size: number;
  readonly mode: number;
}
interface Link {
  readonly target: string;
}
type Node = Leaf | Link | { readonly children: Record<string, Node> };

const { node } = fc.letrec<{ node: Node; children: Record<string, Node> }>(tie => ({
  children: fc.dictionary(name, tie('node'), { maxKeys: 5, depthIdentifier: 'tree', noNullPrototype: true }),
  node: fc.oneof({ maxDepth: 4, depthIdentifier: 'tree' },
    fc.record({ size, mode: fc.constantFrom(0o644, 0o600, 0o755, 0o700, 0o4755, 0o400) }),
    fc.record({ target: fc.oneof(name, fc.constantFrom('/', '../../x', 'x'.repeat(300))) }),
    fc.record({ children: tie('children') })),
}));

function create(path: Buffer, entry: Node): void {
  if ('children' in entry) {
    mkdirSync(path);
    for (const [child, below] of Object.entries(entry.children)) {
      create(Buffer.concat([path, Buffer.from('/'), Buffer.from(child, 'latin1')]), below);
    }
  } else if ('target' in entry) {
    symlinkSync(Buffer.from(entry.target, 'latin1'), path);
  } else {
    writeFileSync(path, 'abc'.repeat(entry.size / 3 + 1).slice(0, entry.size));
    chmodSync(path, entry.mode);
  }
}

test('whatever tree is packed comes back, and packs to the same again', async () => {
  await fc.assert(fc.asyncProperty(fc.dictionary(name, node, { maxKeys: 6, noNullPrototype: true }), async children => {
    const place = mkdtempSync(join(scratch, 'run-'));
    const [source, out] = [join(place, 'source'), join(place, 'out')];
    create(Buffer.from(source), { children });
    const packed = await packDirectory(source);
    const stats = await extractArchive(packed, out, { expectedDiffId: packed.diffId, expectedEntries: packed.entries });
    expect(treeOf(out)).toEqual(treeOf(source));
    const again = await packDirectory(out);
    expect([again.digest, stats.diffId]).toEqual([packed.digest, packed.diffId]);
    rmSync(place, { recursive: true });
  }), { numRuns: 60 });
});
