import type { ReferencesPlan } from '../../contract/agent-plan';
import { isBlank, parseReference, splitSelector, type WireReference } from '../../contract/artifact-reference';
import { MEDIA_TYPES } from '../../contract/media-types';
import { selectFromIndex } from '../artifact/artifact-index';
import { isInline, readInline, shownReference } from '../artifact/inline';
import { parseManifest } from '../artifact/manifest';
import { digestIn } from '../artifact/reference-digest';
import { loadSettings } from '../config/settings';
import { AgentError, messageOf } from '../errors';
import type { Invocation } from '../invocation';
import { StoreOpener } from '../stores/open-store';
import type { ArtifactStore, StoredManifest } from '../stores/store';

/** Says of each reference whether its manifest and content are there. Returns 0 when all are, 1 when one is not. */
export async function exists(plan: ReferencesPlan, invocation: Invocation): Promise<number> {
  return eachReference(plan, invocation, async (reference, open) => {
    const found = await isThere(reference, open);
    invocation.print(`${found ? 'found' : 'missing'} ${shownReference(reference)}`);
    return found;
  });
}

/** Deletes the manifest of each reference; its content goes when the store collects. Returns 1 when one was not there. */
export async function deleteArtifacts(plan: ReferencesPlan, invocation: Invocation): Promise<number> {
  return eachReference(plan, invocation, async (reference, open) => {
    if (isInline(reference) || splitSelector(reference.uri).name !== undefined) {
      throw new AgentError('USAGE', `'${shownReference(reference)}' cannot be deleted alone: it is part of ${isInline(reference) ? 'its result' : 'an index'}`);
    }
    const store = await open(reference.uri);
    const found = await notFoundIsFalse(() => store.delete(digestIn(reference)).then(() => true));
    invocation.print(`${found ? 'deleted' : 'missing'} ${shownReference(reference)}`);
    return found;
  });
}

type Visit = (reference: WireReference, open: (uri: string) => Promise<ArtifactStore>) => Promise<boolean>;

async function eachReference(plan: ReferencesPlan, { env, print, signal }: Invocation, visit: Visit): Promise<number> {
  const references = plan.references.map(checked);
  const stores = new StoreOpener({ ...await loadSettings(plan), plan, env, print, signal });
  try {
    let complete = true;
    for (const reference of references) {
      if (!await visit(reference, (uri) => stores.forReading(uri))) complete = false;
    }
    return complete ? 0 : 1;
  } finally {
    await stores.close();
  }
}

async function isThere(reference: WireReference, open: (uri: string) => Promise<ArtifactStore>): Promise<boolean> {
  if (isInline(reference)) return readInline(reference).content.length >= 0;
  const { uri, name } = splitSelector(reference.uri);
  const store = await open(uri);
  return notFoundIsFalse(async () => {
    const stored = await store.manifest(digestIn(reference));
    if (stored.descriptor.mediaType !== MEDIA_TYPES.index) return hasContent(store, stored, reference);
    if (name === undefined) return true;
    const entry = selectFromIndex(stored, name, shownReference(reference));
    return entry !== undefined && hasContent(store, await store.manifest(entry.manifest.digest), reference);
  });
}

async function hasContent(store: ArtifactStore, manifest: StoredManifest, reference: WireReference): Promise<boolean> {
  return store.has(parseManifest(manifest, shownReference(reference)).layer);
}

async function notFoundIsFalse(operation: () => Promise<boolean>): Promise<boolean> {
  try {
    return await operation();
  } catch (error) {
    if (error instanceof AgentError && error.code === 'NOT_FOUND') return false;
    throw error;
  }
}

function checked(text: string): WireReference {
  try {
    const reference = parseReference(text);
    if (isBlank(reference)) throw new Error("a reference is blank, expected '<uri>@sha256:<hex>'");
    return reference;
  } catch (error) {
    throw new AgentError('REFERENCE_INVALID', messageOf(error), { cause: error });
  }
}
