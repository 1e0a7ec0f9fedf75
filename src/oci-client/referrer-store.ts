import type { Descriptor } from '../contract/descriptor';
import type { Digest } from '../contract/digest';
import { Call, type CallOptions } from '../http-client/call';
import type { Timing } from '../http-client/timing';
import { INDEX_TYPE, manifestFacts, parseImageIndex } from './image-index';
import type { ManifestStore, PushedManifest } from './manifest-store';
import { naming } from './naming';
import { pages } from './pages';
import { ReferrersTag, type ChangeListOptions } from './referrers-tag';
import type { RegistrySession } from './registry-session';

/** What registries without the API answer; 404 by the specification, the others as seen. */
const NO_API = [400, 404, 405, 406, 501];

/** Which referrers to list. */
export interface ListReferrersOptions extends CallOptions {
  /** Only those of this type. @default - all */
  readonly artifactType?: string;
}

/** A manifest with a subject, as it was pushed. */
export interface PushedReferrer extends PushedManifest {
  readonly content: Uint8Array;
}

/**
 * The manifests of a repository that refer to others: `subject` of the image specification 1.1.
 *
 * Where the registry has the API it keeps the lists itself; elsewhere they are indexes under a tag, which this
 * client maintains. To readers it is the same.
 *
 * @see https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#listing-referrers
 */
export class ReferrerStore {
  readonly #tag: ReferrersTag;
  #api: Promise<boolean> | undefined;

  constructor(private readonly session: RegistrySession, manifests: ManifestStore, private readonly timing: Timing) {
    this.#tag = new ReferrersTag(manifests, timing);
  }

  /**
   * Lists the manifests that refer to a subject, which need not exist.
   *
   * What older clients, or clients behind a proxy that hides the API, have listed under the tag is found as well.
   */
  async* list(subject: Digest, { artifactType, ...options }: ListReferrersOptions = {}): AsyncGenerator<Descriptor> {
    const listed = new Set<Digest>();
    const isWanted = (referrer: Descriptor) => {
      const isNew = !listed.has(referrer.digest);
      listed.add(referrer.digest);
      // Registries need not filter, and say only by a header whether they did.
      return isNew && (artifactType === undefined || referrer.artifactType === artifactType);
    };
    const operation = `list the referrers of '${subject}' in '${this.session.repository.name}'`;
    const fromApi = this.fromApi(subject, artifactType, new Call(this.timing, options));
    for (let next = await naming(operation, () => fromApi.next()); next.done !== true; next = await naming(operation, () => fromApi.next())) {
      yield* next.value.filter(isWanted);
    }
    yield* (await naming(operation, () => this.#tag.read(subject, options))).filter(isWanted);
  }

  /**
   * Makes pushed manifests known as referrers of their subjects.
   *
   * Nothing is left to do where the registry said so when it took them and has the API. Where it has not, give all
   * manifests of a subject at once: each call writes the whole list.
   */
  async add(pushed: readonly PushedReferrer[], options: ChangeListOptions = {}): Promise<void> {
    const unlisted = new Map<Digest, Descriptor[]>();
    for (const { content, descriptor, subject: filed } of pushed) {
      const { subject, ...facts } = manifestFacts(content);
      if (subject === undefined || (filed === subject.digest && await this.hasApi(subject.digest, options))) {
        continue;
      }
      const { mediaType, digest, size } = descriptor;
      unlisted.set(subject.digest, [...unlisted.get(subject.digest) ?? [], { mediaType, digest, size, ...facts }]);
    }
    for (const [subject, descriptors] of unlisted) {
      await naming(`list referrers of '${subject}' in '${this.session.repository.name}'`, () => this.#tag.add(subject, descriptors, options));
    }
  }

  /** Takes deleted manifests out of a subject's list. The API does so itself. */
  remove(subject: Digest, deleted: readonly Digest[], options?: ChangeListOptions): Promise<void> {
    return naming(`remove referrers of '${subject}' in '${this.session.repository.name}'`, () => this.#tag.remove(subject, deleted, options));
  }

  /** Deletes the list of a subject that was deleted. The API does so itself. */
  forget(subject: Digest, options?: CallOptions): Promise<void> {
    return naming(`delete the list of referrers of '${subject}' in '${this.session.repository.name}'`, () => this.#tag.delete(subject, options));
  }

  /** Whether the registry answers with lists of its own. Some only say so when they take a manifest. */
  private hasApi(subject: Digest, options: CallOptions): Promise<boolean> {
    this.#api ??= this.askForApi(subject, options).catch((error: unknown) => {
      this.#api = undefined;
      throw error;
    });
    return this.#api;
  }

  private async askForApi(subject: Digest, options: CallOptions): Promise<boolean> {
    const first = await this.fromApi(subject, undefined, new Call(this.timing, options)).next();
    return first.done !== true;
  }

  /** Page by page; nothing at all where the registry has no API. */
  private async* fromApi(subject: Digest, artifactType: string | undefined, call: Call): AsyncGenerator<Descriptor[]> {
    const query = artifactType === undefined ? '' : `?artifactType=${encodeURIComponent(artifactType)}`;
    const target = `referrers/${subject}${query}`;
    for await (const { status, contentType, content } of pages(this.session, { target, expect: [200, ...NO_API] }, call)) {
      if (status !== 200 || contentType !== INDEX_TYPE) {
        return;
      }
      yield parseImageIndex(content);
    }
  }
}
