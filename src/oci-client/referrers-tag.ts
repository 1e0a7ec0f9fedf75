import { setTimeout as sleep } from 'timers/promises';
import type { Descriptor } from '../contract/descriptor';
import { algorithmOf, hexOf, type Digest } from '../contract/digest';
import { Call } from '../http-client/call';
import type { CallOptions } from '../http-client/call';
import type { Timing } from '../http-client/timing';
import { OciError } from './errors';
import { formatImageIndex, INDEX_TYPE, parseImageIndex } from './image-index';
import type { ManifestStore } from './manifest-store';

/** Other writers, with the same wait after each of their tries, make so many rounds more than unlikely. */
const MOST_ROUNDS = 24;
/** Shortest wait before a change is looked at again, in milliseconds. */
const SHORTEST_SETTLING = 10;
/** What others read before this change they have written back after so many times its own duration. */
const SETTLING = 3;

interface Stored {
  readonly entries: readonly Descriptor[];
  /** @default - the tag does not exist, or the registry sends no ETag */
  readonly etag?: string;
  readonly exists: boolean;
}

/** How a list is changed. */
export interface ChangeListOptions extends CallOptions {
  /** Nobody else changes the lists of these subjects meanwhile: no waiting for other writers. @default false */
  readonly alone?: boolean;
}

/** Makes new entries of a list from those it has. */
type Edit = (entries: readonly Descriptor[]) => readonly Descriptor[];

/**
 * The list of referrers where a registry keeps none: an index under the tag `sha256-<hex>` of the subject.
 *
 * Registries have no transactions, so of two writers at once one may lose. Where the registry sends an ETag it is
 * given back (If-Match); as few registries look at it, a writer also reads again, after as long as others need to
 * write what they read before, and repeats its change if it is gone. For that the others must be quick: what one has
 * read is written at once or, after a failure, read again.
 *
 * @see https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#referrers-tag-schema
 */
export class ReferrersTag {
  /** Changes of this process wait for each other: they need not lose any. */
  readonly #queues = new Map<Digest, Promise<unknown>>();

  constructor(private readonly manifests: ManifestStore, private readonly timing: Timing) {}

  /** The entries of a subject's list; none where there is no list. */
  async read(subject: Digest, options?: CallOptions): Promise<readonly Descriptor[]> {
    return (await this.stored(subject, options)).entries;
  }

  /** Adds entries that are not in the list. */
  add(subject: Digest, added: readonly Descriptor[], options?: ChangeListOptions): Promise<void> {
    return this.change(subject, (entries) => {
      const known = new Set(entries.map(({ digest }) => digest));
      return [...entries, ...added.filter(({ digest }) => !known.has(digest))];
    }, options);
  }

  /** Removes entries by their digests. */
  remove(subject: Digest, removed: readonly Digest[], options?: ChangeListOptions): Promise<void> {
    return this.change(subject, (entries) => entries.filter(({ digest }) => !removed.includes(digest)), options);
  }

  /** Deletes the list of a subject, where there is one. */
  async delete(subject: Digest, options?: CallOptions): Promise<void> {
    const tag = referrersTag(subject);
    const found = await this.manifests.head(tag, options);
    if (found === undefined) {
      return;
    }
    await this.manifests.delete(found.digest, options);
    // By the specification it went with its manifest; go-containerregistry keeps it.
    if (await this.manifests.exists(tag, options)) {
      await this.manifests.delete(tag, options);
    }
  }

  private change(subject: Digest, edit: Edit, options?: ChangeListOptions): Promise<void> {
    const before = this.#queues.get(subject) ?? Promise.resolve();
    const change = before.catch(() => undefined).then(() => this.changeAlone(subject, edit, options));
    this.#queues.set(subject, change);
    return change;
  }

  private async changeAlone(subject: Digest, edit: Edit, { alone = false, ...options }: ChangeListOptions = {}): Promise<void> {
    const call = new Call(this.timing, options);
    let refusals = 0;
    let failures = 0;
    for (let round = 0; round < MOST_ROUNDS; round += 1) {
      const start = performance.now();
      const stored = await this.stored(subject, { signal: call.signal });
      const entries = edit(stored.entries);
      if (entries.length === stored.entries.length) {
        return;
      }
      // A registry that refuses twice does not mean other writers, but does not understand the condition.
      const failure = await this.write(subject, entries, refusals < 2 ? stored : undefined, call).then(() => undefined, (error: unknown) => error);
      const took = performance.now() - start;
      if (failure === undefined && alone) {
        return;
      }
      if (isRefusal(failure)) {
        refusals += 1;
      } else if (failure !== undefined) {
        await call.pauseAfter(failure, failures);
        failures += 1;
      }
      if (!alone) await settle(took, round, call);
    }
    throw new OciError('UNAVAILABLE', `the list of referrers '${referrersTag(subject)}' was overwritten by others ${MOST_ROUNDS} times`);
  }

  private async stored(subject: Digest, options?: CallOptions): Promise<Stored> {
    try {
      const { content, etag } = await this.manifests.fetch(referrersTag(subject), options);
      return { entries: parseImageIndex(content), etag, exists: true };
    } catch (error) {
      if (error instanceof OciError && error.code === 'NOT_FOUND') {
        return { entries: [], exists: false };
      }
      throw error;
    }
  }

  private async write(subject: Digest, entries: readonly Descriptor[], before: Stored | undefined, { signal }: Call): Promise<void> {
    await this.manifests.push(formatImageIndex(entries), INDEX_TYPE, { signal, tag: referrersTag(subject), once: true, ...conditionOf(before) });
  }
}

/** Whether the registry says that the list has changed since it was read. */
function isRefusal(error: unknown): boolean {
  return error instanceof OciError && error.status === 412;
}

/** Waits until others have written what they read before a change that took so many milliseconds. */
async function settle(took: number, round: number, call: Call): Promise<void> {
  const spread = 1 + Math.random() * (1 + round / 2);
  await sleep(Math.max(SHORTEST_SETTLING, SETTLING * took) * spread, undefined, { signal: call.signal }).catch(() => {
    throw call.ended();
  });
}

/** The tag under which the referrers of a subject are listed. */
export function referrersTag(subject: Digest): string {
  return `${algorithmOf(subject)}-${hexOf(subject).slice(0, 64)}`;
}

/** Only a strong ETag can be compared with. */
function conditionOf(before: Stored | undefined): { readonly condition?: Readonly<Record<string, string>> } {
  if (before?.exists === false) {
    return { condition: { 'if-none-match': '*' } };
  }
  return before?.etag?.startsWith('"') ? { condition: { 'if-match': before.etag } } : {};
}
