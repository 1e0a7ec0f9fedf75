import type { Descriptor } from '../contract/descriptor';
import { algorithmOf, digestOf, isDigest, type Digest } from '../contract/digest';
import { MANIFEST_LIMIT, MANIFEST_TYPES } from '../contract/manifests';
import { readBody } from '../http-client/body';
import { Call, type CallOptions } from '../http-client/call';
import type { HttpResponse } from '../http-client/exchange';
import { bytesSource } from '../http-client/source';
import type { Timing } from '../http-client/timing';
import { OciError } from './errors';
import { naming } from './naming';
import { isTag } from './reference';
import type { RegistrySession } from './registry-session';
import { verifyBytes } from './verify';

/** Without them, registries answer with the oldest format they know. */
const ACCEPT = [...MANIFEST_TYPES, '*/*'].join(', ');

/** A manifest with its bytes, which its digest is of. */
export interface FetchedManifest {
  readonly descriptor: Descriptor;
  readonly content: Buffer;
  /** What the registry tells apart this version of a tag by. @default - it does not */
  readonly etag?: string;
}

/** Options of a manifest's upload. */
export interface PushManifestOptions extends CallOptions {
  /** Tag it gets. @default - none: some registries collect untagged manifests after a while */
  readonly tag?: string;
  /**
   * Headers `if-match` or `if-none-match`, for registries that look at them.
   *
   * @default - stored in any case
   */
  readonly condition?: Readonly<Record<string, string>>;
  /** Sent once: it is out of date by the time that another try would be made. @default false */
  readonly once?: boolean;
}

/** What the registry answered to a manifest. */
export interface PushedManifest {
  readonly descriptor: Descriptor;
  /**
   * Digest of the subject the registry has filed the manifest under.
   *
   * @default - the manifest has no subject, or the registry does not know referrers
   */
  readonly subject?: Digest;
}

/** The manifests of a repository. Every one read is verified. */
export class ManifestStore {
  constructor(private readonly session: RegistrySession, private readonly timing: Timing) {}

  /** Whether the registry has the manifest. */
  async exists(reference: Digest | string, options?: CallOptions): Promise<boolean> {
    return await this.head(reference, options) !== undefined;
  }

  /** Type, digest and size of a manifest by digest or tag; undefined if there is none. */
  head(reference: Digest | string, options?: CallOptions): Promise<Descriptor | undefined> {
    return naming(`look for ${this.nameOf(reference)}`, async () => {
      checkReference(reference);
      const response = await this.session.command({
        method: 'HEAD',
        target: `manifests/${reference}`,
        actions: ['pull'],
        headers: { accept: ACCEPT },
        expect: [200, 404],
      }, new Call(this.timing, options));
      if (response.status === 404) {
        return undefined;
      }
      // Not all registries answer HEAD in full: then the manifest itself tells.
      return descriptorOf(response, reference) ?? (await this.fetch(reference, options)).descriptor;
    });
  }

  /**
   * Reads a manifest by digest or tag and verifies it.
   *
   * @throws OciError `NOT_FOUND`, `TOO_LARGE` over 4 MiB, `DIGEST_MISMATCH`,
   *   `SIZE_MISMATCH` if a descriptor was given.
   */
  fetch(reference: Digest | string | Descriptor, options?: CallOptions): Promise<FetchedManifest> {
    const name = typeof reference === 'string' ? reference : reference.digest;
    return naming(`fetch ${this.nameOf(name)}`, async () => {
      checkReference(name);
      const call = new Call(this.timing, options);
      return call.retry(async () => {
        const response = await this.session.requestOnce({
          method: 'GET',
          target: `manifests/${name}`,
          actions: ['pull'],
          headers: { accept: ACCEPT },
          expect: [200],
        }, call);
        const content = await readBody(response, MANIFEST_LIMIT, call);
        return verifiedManifest(reference, content, response);
      });
    });
  }

  /**
   * Stores a manifest, under a tag or by its digest only.
   *
   * Its bytes are stored as they are, and its media type must be the one it names.
   */
  push(content: Uint8Array, mediaType: string, options: PushManifestOptions = {}): Promise<PushedManifest> {
    const digest = digestOf(content);
    const { tag, condition, once = false } = options;
    const name = tag === undefined ? digest : `${tag}@${digest}`;
    return naming(`push ${this.nameOf(name)}`, async () => {
      checkReference(tag ?? digest);
      if (content.byteLength > MANIFEST_LIMIT) {
        throw new OciError('TOO_LARGE', `it has ${content.byteLength} bytes, but registries take ${MANIFEST_LIMIT} at most`);
      }
      const response = await this.session.command({
        method: 'PUT',
        target: `manifests/${tag ?? digest}`,
        actions: ['pull', 'push'],
        headers: { 'content-type': mediaType, ...condition },
        body: bytesSource(content),
        expect: [201, 200, 202],
      }, new Call(once ? { ...this.timing, tries: 1, quickTries: 1 } : this.timing, options));
      checkStoredDigest(response, digest);
      await this.confirm(response, tag ?? digest, digest, options);
      const subject = response.headers['oci-subject'];
      return {
        descriptor: { mediaType, digest, size: content.byteLength },
        ...(typeof subject === 'string' && isDigest(subject) ? { subject } : {}),
      };
    });
  }

  /**
   * Deletes a manifest by digest with all its tags, or one tag.
   *
   * @throws OciError `UNSUPPORTED` where the registry does not allow it, or knows no deletion of tags.
   */
  delete(reference: Digest | string, options?: CallOptions): Promise<void> {
    return naming(`delete ${this.nameOf(reference)}`, async () => {
      checkReference(reference);
      const deleting = this.session.command({
        method: 'DELETE',
        target: `manifests/${reference}`,
        actions: ['delete', 'pull'],
        expect: [202, 200, 204],
      }, new Call(this.timing, options));
      await deleting.catch((error: unknown) => {
        throw isDigest(reference) ? error : asUnsupported(error);
      });
    });
  }

  /** Looks whether it is there when another server said yes: who was redirected to a login page, say, hears yes to everything. */
  private async confirm({ url }: HttpResponse, reference: string, digest: Digest, options?: CallOptions): Promise<void> {
    if (url.origin === this.session.origin.origin) {
      return;
    }
    const stored = await this.head(reference, options);
    if (stored?.digest !== digest) {
      throw new OciError('UNAVAILABLE', `it was redirected to ${url.origin}, and the registry does not have it behind that`);
    }
  }

  private nameOf(reference: string): string {
    return `manifest '${reference}' of '${this.session.repository.name}'`;
  }
}

/** Registries that delete by digest only say that the tag is no digest. */
function asUnsupported(error: unknown): unknown {
  return error instanceof OciError && error.code === 'DIGEST_MISMATCH'
    ? new OciError('UNSUPPORTED', `${error.message}: the registry does not delete tags, delete the manifest by its digest`, { status: error.status, cause: error })
    : error;
}

/** It becomes part of a URL: anything else than a tag or digest could lead elsewhere. */
function checkReference(reference: string): void {
  if (!isTag(reference) && !isDigest(reference)) {
    throw new OciError('INVALID_REFERENCE', `'${reference}' is neither a tag nor a digest`);
  }
}

function descriptorOf({ headers }: HttpResponse, reference: string): Descriptor | undefined {
  const stated = headers['docker-content-digest'];
  const digest = isDigest(reference) ? reference : stated;
  const length = headers['content-length'];
  if (typeof digest !== 'string' || !isDigest(digest) || length === undefined) {
    return undefined;
  }
  return { mediaType: mediaTypeOf(headers['content-type']), digest, size: Number(length) };
}

function verifiedManifest(reference: string | Descriptor, content: Buffer, { headers }: HttpResponse): FetchedManifest {
  const size = typeof reference === 'string' ? content.length : reference.size;
  const name = typeof reference === 'string' ? reference : reference.digest;
  const stated = headers['docker-content-digest'];
  // By tag, the registry's own word is all there is to check against.
  const expected = isDigest(name) ? name : typeof stated === 'string' && isDigest(stated) ? stated : undefined;
  if (expected !== undefined) {
    verifyBytes(content, { digest: expected, size });
  }
  const digest = expected ?? digestOf(content);
  const { etag } = headers;
  return { descriptor: { mediaType: mediaTypeOf(headers['content-type']), digest, size }, content, ...(etag === undefined ? {} : { etag }) };
}

/** A registry that stores something else than it was sent would break every later read. */
function checkStoredDigest({ headers }: HttpResponse, digest: Digest): void {
  const stated = headers['docker-content-digest'];
  if (typeof stated !== 'string' || !isDigest(stated)) {
    return;
  }
  if (algorithmOf(stated) === algorithmOf(digest) && stated !== digest) {
    throw new OciError('DIGEST_MISMATCH', `the registry stored it as '${stated}'`);
  }
}

function mediaTypeOf(contentType: string | undefined): string {
  return (contentType ?? 'application/octet-stream').split(';')[0]?.trim() ?? '';
}
