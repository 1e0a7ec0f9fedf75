import type { IncomingMessage } from 'http';
import { MEDIA_TYPES } from '../../src/contract/media-types';

/** The requests that suffer, and the step that makes them. */
export const STEP_OF = {
  'manifest': 'fetch',
  'blob GET': 'fetch',
  'blob HEAD': 'upload',
  'config': 'upload',
  'blob PUT': 'upload',
  'tag PUT': 'upload',
  'list': 'delete',
} as const;

export type RequestKind = keyof typeof STEP_OF;
export type Step = typeof STEP_OF[RequestKind];

export const REQUESTS = Object.keys(STEP_OF) as RequestKind[];

/** What a request to a bucket is about. */
export interface ObjectRequest {
  /** `blobs/sha256/<hex>` */
  readonly key: string;
  readonly isList: boolean;
}

/** What a request to a registry is. To open an upload belongs to looking whether it is needed. */
export function registryRequest({ method, url = '', headers }: IncomingMessage): RequestKind | undefined {
  if (/\/referrers\/|\/manifests\/sha256-|\/tags\/list/.test(url)) return 'list';
  if (/\/manifests\/sha256:/.test(url)) return method === 'GET' ? 'manifest' : undefined;
  // the nodes of a run are indexes, and nothing depends on them
  if (/\/manifests\//.test(url)) return method === 'PUT' && headers['content-type'] === MEDIA_TYPES.manifest ? 'tag PUT' : undefined;
  if (!/\/blobs\//.test(url)) return undefined;
  if (method === 'GET') return 'blob GET';
  if (method !== 'PUT') return 'blob HEAD';
  // a config has some hundred bytes, and contents here have more
  return Number(headers['content-length']) < SMALLEST_CONTENT ? 'config' : 'blob PUT';
}

/** The least content of an artifact here, in bytes. */
export const SMALLEST_CONTENT = 1200;

/** What a request to a bucket is. @param manifest the digest that the step was given; '' for one that stores */
export function objectRequest({ method, headers }: IncomingMessage, { key, isList }: ObjectRequest, manifest: string): RequestKind | undefined {
  if (isList) return 'list';
  const isWrite = method === 'PUT' || method === 'POST';
  if (key.startsWith('names')) return isWrite ? 'tag PUT' : undefined;
  if (manifest !== '') return method !== 'GET' ? undefined : key.endsWith(manifest.replace('sha256:', '')) ? 'manifest' : 'blob GET';
  if (!isWrite) return 'blob HEAD';
  switch (headers['content-type']) {
    case MEDIA_TYPES.config:
      return 'config';
    case MEDIA_TYPES.manifest:
      return 'tag PUT';
    default:
      return 'blob PUT';
  }
}
