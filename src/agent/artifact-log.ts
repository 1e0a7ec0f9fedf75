import type { ArtifactKindName } from '../contract/artifact-kind';
import type { WireReference } from '../contract/artifact-reference';

/** What the log says of an artifact that was moved. */
export interface ArtifactRecord {
  readonly name: string;
  readonly kind: ArtifactKindName;
  readonly reference: WireReference;
  /** Bytes as stored. */
  readonly size: number;
  readonly contentType: string;
  readonly contentDigest: string;
  readonly diffId?: string;
  readonly seconds: number;
  /** Bytes that had to be sent; 0: the content was there. */
  readonly bytesSent?: number;
}

/**
 * The two lines of an artifact: one for people, and one of JSON for machines with the reference as TEP-0164 has it.
 *
 * @param action `fetched`, `stored`
 */
export function artifactLines(action: string, record: ArtifactRecord): [string, string] {
  const { name, kind, reference, size, seconds, bytesSent } = record;
  const isInline = reference.uri.startsWith('data:');
  const place = isInline ? 'inline' : reference.uri;
  const present = bytesSent === 0 && !isInline ? ' (already there)' : '';
  const text = `${action} ${kind} '${name}': ${formatBytes(size)}, ${shortDigest(reference.digest)}, ${seconds.toFixed(2)} s, ${place}${present}`;
  const { contentType, contentDigest, diffId } = record;
  return [text, JSON.stringify({
    action,
    name,
    kind,
    ref: { backend: backendOf(reference.uri), location: place, digest: reference.digest, size, contentType },
    contentDigest,
    diffId,
    seconds: Number(seconds.toFixed(3)),
    bytesSent,
  })];
}

/** A size for people: decimal units, as disks and registries count. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const unit = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(bytes, 1)) / 3));
  return unit === 0 ? `${bytes} B` : `${(bytes / 1000 ** unit).toFixed(1)} ${units[unit]}`;
}

/** A digest for people: `sha256:` and its first 12 digits. */
export function shortDigest(digest: string): string {
  return digest.slice(0, 'sha256:'.length + 12);
}

/** The backends by the schemes of their uris; a repository has none. */
const BACKENDS: { readonly [scheme: string]: string | undefined } = {
  'data': 'inline', 'oci-layout': 'directory', 'pvc': 'pvc', 's3': 's3', 'gs': 'gcs', 'azblob': 'azure', 'http': 'http', 'https': 'http',
};

function backendOf(uri: string): string {
  const [, scheme] = /^([a-z0-9-]+):(?!\d)/.exec(uri) ?? [];
  return BACKENDS[scheme ?? ''] ?? 'oci';
}
