import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { AgentError } from '../agent/errors';
import { DirectoryStore } from '../agent/stores/directory';
import { OciStore } from '../agent/stores/oci';
import type { ArtifactStore } from '../agent/stores/store';
import { OciClient } from '../oci-client';
import { type Terminal, UsageError } from './command';
import { isObjectUri, OBJECT_HELP, OBJECT_OPTIONS, type ObjectChoice, openObjects } from './open-objects';
import { REGISTRY_OPTIONS, type RegistryChoice, registryOptions } from './registry-options';

/** The store that `run` uses when none is named. */
export const DEFAULT_STORE = join('.cdk8s-tekton', 'store');

/** The options by which a store is named. */
export const STORE_OPTIONS = {
  store: { type: 'string' },
  repository: { type: 'string' },
  ...REGISTRY_OPTIONS,
  ...OBJECT_OPTIONS,
} as const;

const OBJECT_FORMS = 's3://<bucket> (or gs://, azblob://, https://)';

/** Their description, for `--help`. */
export const STORE_HELP = `  --store <dir>          a directory, as runs on this machine leave it
                         (default ${DEFAULT_STORE}), or s3://<bucket>[/<prefix>],
                         gs://<bucket>, azblob://<container>, https://<server>/<path>
  --repository <r>       an OCI repository: registry.example.com/ci/artifacts
                         credentials are those of docker login
  --plain-http           speak http; without it for loopback addresses only
  --ca-file <pem>        trust this certificate authority too
${OBJECT_HELP}`;

/** Which store a person named. */
export interface StoreChoice extends ObjectChoice, RegistryChoice {
  readonly store?: string;
  readonly repository?: string;
}

/**
 * Opens a store for as long as a function runs.
 *
 * @param mayBeNew a directory that is not there is made by the first artifact
 * @throws UsageError when both or no store is named
 */
export async function withStore<T>(choice: StoreChoice, terminal: Terminal, use: (store: ArtifactStore) => Promise<T>, mayBeNew = false): Promise<T> {
  const store = await openStore(choice, terminal, mayBeNew);
  try {
    return await use(store);
  } finally {
    store.close();
  }
}

function openStore(choice: StoreChoice, terminal: Terminal, mayBeNew: boolean): Promise<ArtifactStore> | ArtifactStore {
  if (choice.repository !== undefined) return openRepository(choice, choice.repository, terminal);
  if (choice.store !== undefined && isObjectUri(choice.store)) return openObjects(choice.store, choice, terminal);
  return openDirectory(choice, mayBeNew, terminal);
}

function openDirectory({ store = DEFAULT_STORE }: StoreChoice, mayBeNew: boolean, { signal }: Terminal): ArtifactStore {
  const path = resolve(store);
  if (!mayBeNew && !existsSync(join(path, 'oci-layout'))) {
    throw new UsageError(`'${store}' is no artifact store, expected --store <directory of a run>, --store ${OBJECT_FORMS}, `
      + '--repository <registry>/<repository>, or a whole reference, <registry>/<repository>@sha256:<64 hex digits>');
  }
  return new DirectoryStore(path, undefined, signal);
}

async function openRepository(choice: StoreChoice, repository: string, terminal: Terminal): Promise<ArtifactStore> {
  if (choice.store !== undefined) throw new UsageError('expected only one of --store and --repository');
  const client = new OciClient(await registryOptions(choice, terminal));
  try {
    return new OciStore(client, repository, terminal.signal);
  } catch (error) {
    client.close();
    if (error instanceof AgentError) throw error;
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
