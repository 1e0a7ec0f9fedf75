import type { Bucket } from '../../src/agent/stores/object/bucket';
import { ObjectStore } from '../../src/agent/stores/object/object-store';
import { parseObjectUri, formatObjectUri, type ObjectPlace } from '../../src/agent/stores/object/object-uri';
import { openBucket, type BucketAccess } from '../../src/agent/stores/object/open-bucket';
import type { StorageConfig } from '../../src/contract/storage-config';
import { DEFAULT_TIMING, type Timing } from '../../src/http-client/timing';
import { Transport, type TransportOptions } from '../../src/http-client/transport';
import { QUICK } from '../oci-client/odd-server';

const opened: Bucket[] = [];

/** How to open a place in a test. */
export interface TestAccess extends Partial<Omit<BucketAccess, 'transport' | 'timing'>>, Pick<TransportOptions, 'ca'> {
  readonly storage: StorageConfig;
  readonly timing?: Partial<Timing>;
}

/** A place of objects, with waits short enough for tests. `afterEach(closeBuckets)` closes it. */
export function testBucket(uri: string, { storage, ca, env = {}, timing = {}, ...access }: TestAccess): Bucket {
  const transport = new Transport({ env, ...ca === undefined ? {} : { ca } });
  const bucket = openBucket(parseObjectUri(uri, storage), { ...access, storage, env, transport, timing: { ...DEFAULT_TIMING, ...QUICK, ...timing } });
  opened.push(bucket);
  return bucket;
}

/** The same as a store. */
export function testStore(uri: string, access: TestAccess): ObjectStore {
  return new ObjectStore(testBucket(uri, access));
}

/** The uri of a server's bucket. */
export function uriOf(storage: StorageConfig, prefix = ''): string {
  const backend = storage.backend as ObjectPlace['backend'];
  const bucket = backend === 'azure' ? storage['azure.container'] : backend === 'http' ? storage['http.url'] : storage[`${backend}.bucket`];
  return formatObjectUri({ backend, bucket: bucket as string, prefix });
}

export function closeBuckets(): void {
  opened.splice(0).forEach((bucket) => bucket.close());
}
