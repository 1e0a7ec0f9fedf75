import { createHash } from 'crypto';

/** The registry that pods push to; this machine reaches it under the same name. */
export const REGISTRY = process.env.E2E_REGISTRY ?? 'registry.local:5000';

/** `http` unless E2E_REGISTRY_SCHEME says `https`. */
export const REGISTRY_SCHEME = process.env.E2E_REGISTRY_SCHEME ?? 'http';

/** An OCI manifest, as far as the suite looks at it. */
export interface Manifest {
  readonly layers: readonly { readonly mediaType: string; readonly digest: string; readonly size: number }[];
  readonly annotations?: { readonly [name: string]: string };
  readonly manifests?: readonly { readonly digest: string }[];
}

/** A reference as it stands in results. */
export interface Wire {
  readonly uri: string;
  readonly digest: string;
}

/** Reads a manifest past our own code, and checks that the bytes have their digest. */
export async function readManifest({ uri, digest }: Wire): Promise<Manifest> {
  const bytes = await get(uri, `manifests/${digest}`);
  const found = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
  if (found !== digest) throw new Error(`the manifest ${uri}@${digest} has the digest ${found}`);
  return JSON.parse(bytes.toString());
}

/** Reads the first layer of a manifest. */
export async function readContent(reference: Wire): Promise<Buffer> {
  const { layers: [layer] } = await readManifest(reference);
  return get(reference.uri, `blobs/${layer.digest}`);
}

/** All tags of a repository. */
export async function readTags(uri: string): Promise<string[]> {
  return JSON.parse((await get(uri, 'tags/list')).toString()).tags ?? [];
}

/** Removes a manifest, or what it refers to. */
export async function deleteFrom(uri: string, what: 'manifests' | 'blobs', digest: string): Promise<void> {
  const response = await fetch(urlOf(uri, `${what}/${digest}`), { method: 'DELETE' });
  if (response.status !== 202) throw new Error(`DELETE of ${uri} ${what}/${digest} answered ${response.status}, the registry must allow it`);
}

async function get(uri: string, path: string): Promise<Buffer> {
  const accept = 'application/vnd.oci.image.manifest.v1+json, application/vnd.oci.image.index.v1+json, */*';
  const response = await fetch(urlOf(uri, path), { headers: { accept } });
  if (!response.ok) throw new Error(`GET ${uri} ${path} answered ${response.status}`);
  return Buffer.from(await response.arrayBuffer());
}

function urlOf(uri: string, path: string): string {
  const [registry, ...name] = uri.split('/');
  return `${REGISTRY_SCHEME}://${registry}/v2/${name.join('/')}/${path}`;
}
