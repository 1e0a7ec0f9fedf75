import { isUtf8 } from 'node:buffer';
import { gunzipSync } from 'node:zlib';
import * as z from 'zod';
import { DEFAULT_LIMITS } from '../agent/archive/limits';
import { TarReader } from '../agent/archive/tar-reader';
import { descriptorSchema } from '../agent/descriptor-schema';
import { parseJson } from '../contract/json';
import { messageOf } from '../contract/thrown';
import { OciClient, Reference, type Repository, verifyBytes } from '../oci-client';
import { suggestion } from '../private/suggestion';
import { RunInputError } from './errors';

/** Which object of which bundle. */
export interface BundleEntry {
  /** `registry/repository:tag@digest`. */
  readonly bundle: string;
  /** In lower case: `task`. */
  readonly kind: string;
  readonly name: string;
}

/** No object of Kubernetes is larger: etcd takes 1.5 MiB. */
const LARGEST_OBJECT = 2 * 1024 * 1024;

const KIND = 'dev.tekton.image.kind';
const NAME = 'dev.tekton.image.name';

const GZIP_MAGIC = Buffer.from([0x1f, 0x8b]);

const manifestSchema = z.looseObject({ layers: z.array(descriptorSchema) });

/**
 * Reads an object out of a Tekton bundle: an image with one object a layer, which annotations name.
 *
 * Manifest and layer are verified by their digests; so is the bundle where its name has one.
 * Source: `GetEntry` in pkg/resolution/resolver/bundle/bundle.go.
 *
 * @returns its YAML or JSON
 * @throws RunInputError when the registry or the bundle does not have it
 */
export async function readBundle(entry: BundleEntry, environment: Readonly<NodeJS.ProcessEnv>, signal?: AbortSignal): Promise<string> {
  const client = new OciClient({ env: environment });
  try {
    const reference = Reference.parse(entry.bundle);
    return await readEntry(client.repository(reference), reference.digest ?? reference.tag ?? 'latest', entry, signal);
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new RunInputError(`bundle '${entry.bundle}' cannot be used: ${messageOf(error)}`);
  } finally {
    client.close();
  }
}

async function readEntry({ manifests, blobs }: Repository, version: string, { kind, name }: BundleEntry, signal?: AbortSignal): Promise<string> {
  const { content } = await manifests.fetch(version, { signal });
  const manifest = manifestSchema.safeParse(parseJson(content));
  if (!manifest.success) throw new Error('it is no image with layers, expected one of tkn bundle push');
  const { layers } = manifest.data;
  const layer = layers.find(({ annotations = {} }) => annotations[KIND]?.toLowerCase() === kind && annotations[NAME] === name);
  if (!layer) {
    const names = layers.flatMap(({ annotations = {} }) => (annotations[KIND]?.toLowerCase() === kind ? annotations[NAME] ?? [] : []));
    throw new Error(`it has no ${kind} '${name}'${names.length > 0 ? suggestion(name, names) : ''}`);
  }
  if (layer.size > LARGEST_OBJECT) throw new Error(`the layer of ${kind} '${name}' has ${layer.size} bytes, expected at most ${LARGEST_OBJECT}`);
  const chunks = await (await blobs.fetch(layer, { signal })).toArray() as Buffer[];
  const bytes = Buffer.concat(chunks);
  verifyBytes(bytes, layer);
  return textOf(bytes);
}

/** The only file of an archive, or the text itself: both are bundles for Tekton. */
function textOf(layer: Buffer): string {
  const plain = layer.subarray(0, GZIP_MAGIC.length).equals(GZIP_MAGIC) ? gunzipSync(layer, { maxOutputLength: LARGEST_OBJECT }) : layer;
  return isUtf8(plain) && !plain.includes(0) ? plain.toString() : firstFile(plain).toString();
}

function firstFile(archive: Buffer): Buffer {
  const blocks = [archive];
  const reader = new TarReader(() => blocks.shift(), DEFAULT_LIMITS);
  reader.next();
  const parts: Buffer[] = [];
  for (let part = reader.content(); part !== undefined; part = reader.content()) parts.push(Buffer.from(part));
  return Buffer.concat(parts);
}
