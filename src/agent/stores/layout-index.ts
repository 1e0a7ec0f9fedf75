import { readFile } from 'fs/promises';
import { join } from 'path';
import * as z from 'zod/mini';
import type { Descriptor } from '../../contract/descriptor';
import type { Digest } from '../../contract/digest';
import { MEDIA_TYPES } from '../../contract/media-types';
import { descriptorSchema } from '../descriptor-schema';
import { AgentError, systemCodeOf } from '../errors';
import { withFileLock } from './file-lock';
import { writeFileWhole } from './whole-file';

/** The annotation that holds a tag in an image layout. */
const TAG = 'org.opencontainers.image.ref.name';

const indexSchema = z.looseObject({ schemaVersion: z.literal(2), manifests: z.array(descriptorSchema) });
type Entry = z.infer<typeof descriptorSchema>;
type Index = z.infer<typeof indexSchema>;

const EMPTY: Index = { schemaVersion: 2, mediaType: MEDIA_TYPES.index, manifests: [] };

/**
 * The `index.json` of an image layout: its manifests and their tags.
 *
 * Other tools' entries and fields are kept. Writers in other processes are waited for; readers always see a whole
 * file, the old or the new one.
 */
export class LayoutIndex {
  private readonly path: string;

  constructor(private readonly root: string) {
    this.path = join(root, 'index.json');
  }

  /** What a tag stands for. */
  public async find(tag: string): Promise<Descriptor | undefined> {
    return (await this.read()).manifests.find((entry) => tagOf(entry) === tag);
  }

  public async tags(): Promise<string[]> {
    return (await this.read()).manifests.map(tagOf).filter((tag) => tag !== undefined);
  }

  /** Adds a manifest, under a tag or by its digest alone. The tag is taken from another manifest that has it. */
  public async add(descriptor: Descriptor, tag?: string): Promise<void> {
    const { mediaType, digest, size } = descriptor;
    const added: Entry = { mediaType, digest, size, ...tag === undefined ? {} : { annotations: { [TAG]: tag } } };
    await this.change((entries) => {
      const others = entries.map((entry) => tag !== undefined && tagOf(entry) === tag ? withoutTag(entry) : entry);
      // an entry without a tag says no more than one with
      const kept = others.filter((entry) => entry.digest !== digest || tagOf(entry) !== undefined);
      return tag === undefined && kept.some((entry) => entry.digest === digest) ? kept : [...kept, added];
    });
  }

  /** Removes a manifest with all its tags. */
  public async remove(digest: Digest): Promise<void> {
    await this.change((entries) => entries.filter((entry) => entry.digest !== digest));
  }

  private async change(edit: (entries: readonly Entry[]) => Entry[]): Promise<void> {
    await withFileLock(`${this.path}.lock`, async (lock) => {
      const index = await this.read();
      const manifests = edit(index.manifests);
      await lock.confirm();
      await writeFileWhole(this.root, this.path, JSON.stringify({ ...index, manifests }));
    });
  }

  private async read(): Promise<Index> {
    try {
      return indexSchema.parse(JSON.parse(await readFile(this.path, 'utf8')));
    } catch (error) {
      if (systemCodeOf(error) === 'ENOENT') return EMPTY;
      if (systemCodeOf(error) !== undefined) throw error;
      throw new AgentError('STORE_UNAVAILABLE', `'${this.path}' is not the index of an OCI image layout, repair or remove it`, { cause: error });
    }
  }
}

function tagOf(entry: Entry): string | undefined {
  return entry.annotations?.[TAG];
}

function withoutTag(entry: Entry): Entry {
  const { [TAG]: _, ...annotations } = entry.annotations ?? {};
  return { ...entry, annotations };
}
