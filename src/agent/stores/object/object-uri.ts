import { artifactKey } from '../../../contract/artifact-key';
import type { PatternValues } from '../../../contract/name-pattern';
import type { ObjectBackend, StorageConfig } from '../../../contract/storage-config';
import type { RunIdentity } from '../../config/run-identity';
import { AgentError } from '../../errors';

/** A place in a bucket, a container or on a server. */
export interface ObjectPlace {
  readonly backend: ObjectBackend;
  /** The bucket or container; of `http` the URL that is configured. */
  readonly bucket: string;
  /** Before all keys: '' or with a slash at its end. */
  readonly prefix: string;
}

const SCHEMES: { readonly [scheme: string]: ObjectBackend | undefined } = { s3: 's3', gs: 'gcs', azblob: 'azure' };

const SEGMENT = /^(?!\.+$)[A-Za-z0-9._-]+$/;

/** Whether a uri names a place of objects. */
export function isObjectUri(uri: string): boolean {
  return /^(?:s3|gs|azblob|https?):\/\//.test(uri);
}

/**
 * Reads the uri of a reference: `s3://<bucket>[/<prefix>]`, `gs://`, `azblob://<container>`, or one below `http.url`.
 *
 * @throws AgentError `REFERENCE_INVALID`; for a URL that is not below the configured one: a reference must not make
 *   the step ask any server of the network
 */
export function parseObjectUri(uri: string, storage: StorageConfig): ObjectPlace {
  const [, scheme, bucket, path] = /^([a-z0-9]+):\/\/([A-Za-z0-9$._-]+)((?:\/.*)?)$/.exec(uri) ?? [];
  const backend = scheme === undefined ? undefined : SCHEMES[scheme];
  if (backend !== undefined) return { backend, bucket, prefix: prefixOf(path, uri) };
  const base = httpBase(storage['http.url']);
  if (base === undefined || !`${uri}/`.startsWith(`${base}/`)) {
    throw new AgentError('REFERENCE_INVALID', `'${uri}' is not below the server that is configured for artifacts, `
      + `expected ${base === undefined ? "the key 'http.url' to be set" : `'${base}'`}`);
  }
  return { backend: 'http', bucket: base, prefix: prefixOf(uri.slice(base.length), uri) };
}

/** Where a run stores. */
export function configuredPlace(backend: ObjectBackend, storage: StorageConfig, run: RunIdentity): ObjectPlace {
  const pattern = storage[`${backend}.prefix`];
  const prefix = pattern === undefined ? '' : `${artifactKey(pattern, valuesOf(run))}/`;
  return { backend, bucket: bucketOf(backend, storage), prefix };
}

/** The uri of a place. */
export function formatObjectUri({ backend, bucket, prefix }: ObjectPlace): string {
  const scheme = Object.keys(SCHEMES).find((name) => SCHEMES[name] === backend);
  return `${scheme === undefined ? bucket : `${scheme}://${bucket}`}${prefix === '' ? '' : `/${prefix.slice(0, -1)}`}`;
}

function bucketOf(backend: ObjectBackend, storage: StorageConfig): string {
  if (backend === 'http') return httpBase(storage['http.url']) as string;
  return (backend === 'azure' ? storage['azure.container'] : storage[`${backend}.bucket`]) as string;
}

/** In one spelling, without a slash at its end. */
function httpBase(url: string | undefined): string | undefined {
  return url === undefined ? undefined : new URL(url).href.replace(/\/*$/, '');
}

function prefixOf(path: string, uri: string): string {
  if (path === '') return '';
  if (path.slice(1).split('/').every((segment) => SEGMENT.test(segment))) return `${path.slice(1)}/`;
  throw new AgentError('REFERENCE_INVALID', `'${uri}' is not the place of a store, expected letters, digits and . _ - between single slashes`);
}

function valuesOf({ namespace, pipelineRun, taskRun }: RunIdentity): PatternValues {
  return { namespace, pipelinerun: pipelineRun, taskrun: taskRun, artifact: '' };
}
