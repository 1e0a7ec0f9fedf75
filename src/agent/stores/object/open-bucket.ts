import { DEFAULT_GCS_CREDENTIALS_KEY, DEFAULT_S3_REGION, type StorageConfig } from '../../../contract/storage-config';
import { isLoopback } from '../../../http-client/loopback';
import type { Environment } from '../../../http-client/proxy';
import type { Timing } from '../../../http-client/timing';
import type { Transport } from '../../../http-client/transport';
import { AgentError } from '../../errors';
import { AzureContainer } from '../azure/azure-container';
import { azureCredentials } from '../azure/azure-credentials';
import { AzureSigner } from '../azure/azure-signer';
import { GcsBucket } from '../gcs/gcs-bucket';
import { gcsCredentials } from '../gcs/gcs-credentials';
import { HttpBucket } from '../http/http-bucket';
import { httpCredentials } from '../http/http-credentials';
import { S3Bucket } from '../s3/s3-bucket';
import { s3Credentials } from '../s3/s3-credentials';
import { S3Signer } from '../s3/s3-signer';
import type { Bucket } from './bucket';
import type { SecretFolder } from './credential-file';
import { HeaderSigner } from './header-signer';
import type { ObjectPlace } from './object-uri';
import { Service } from './service';

/** What buckets need besides their place. */
export interface BucketAccess {
  readonly storage: StorageConfig;
  /** The Secret that is mounted for the place's backend. @default - what the environment has */
  readonly secret?: SecretFolder;
  readonly env: Environment;
  readonly transport: Transport;
  readonly timing?: Timing;
  readonly signal?: AbortSignal;
}

/** Opens a place of objects. No request is made. @throws AgentError `CONFIG_INVALID` */
export function openBucket(place: ObjectPlace, access: BucketAccess): Bucket {
  return OPENERS[place.backend](place, access);
}

type Opener = (place: ObjectPlace, access: BucketAccess) => Bucket;

const s3: Opener = ({ bucket, prefix }, access) => {
  const { storage, transport, timing, signal } = access;
  const region = storage['s3.region'] ?? access.env.AWS_REGION ?? DEFAULT_S3_REGION;
  const endpoint = new URL(storage['s3.endpoint'] ?? access.env.AWS_ENDPOINT_URL_S3 ?? amazonEndpoint(region));
  const algorithm = storage['s3.encryption'] ?? (storage['s3.kmsKeyId'] ? 'aws:kms' : undefined);
  return new S3Bucket(new Service(transport, new S3Signer(region, s3Credentials({ ...access, region }))), {
    bucket,
    prefix,
    endpoint,
    pathStyle: storage['s3.pathStyle'] === undefined ? needsPathStyle(endpoint, bucket) : storage['s3.pathStyle'] === 'true',
    encryption: algorithm === undefined ? undefined : { algorithm, kmsKeyId: storage['s3.kmsKeyId'] },
    timing,
    signal,
  });
};

const gcs: Opener = ({ bucket, prefix }, access) => {
  const { storage, transport, timing, signal } = access;
  const endpoint = storage['gcs.endpoint'];
  const authorization = gcsCredentials({
    ...access,
    secretKey: storage['gcs.credentialsKey'] ?? DEFAULT_GCS_CREDENTIALS_KEY,
    // the node's token is for Google alone, emulators want none
    metadata: endpoint === undefined || new URL(endpoint).hostname.endsWith('.googleapis.com'),
  });
  return new GcsBucket(new Service(transport, new HeaderSigner(authorization)), {
    bucket,
    prefix,
    endpoint: new URL(endpoint ?? 'https://storage.googleapis.com'),
    kmsKeyName: storage['gcs.kmsKeyName'],
    timing,
    signal,
  });
};

const azure: Opener = ({ bucket, prefix }, access) => {
  const { storage, transport, timing, signal } = access;
  const account = storage['azure.accountName'];
  if (account === undefined) throw new AgentError('CONFIG_INVALID', `content is in container '${bucket}' but no key 'azure.accountName' says of which storage account`);
  return new AzureContainer(new Service(transport, new AzureSigner(account, azureCredentials(access))), {
    container: bucket,
    prefix,
    endpoint: new URL(storage['azure.endpoint'] ?? `https://${account}.blob.core.windows.net`),
    encryptionScope: storage['azure.encryptionScope'],
    timing,
    signal,
  });
};

const http: Opener = ({ bucket, prefix }, { secret, transport, timing, signal }) => new HttpBucket(
  new Service(transport, new HeaderSigner(httpCredentials(secret))),
  { url: new URL(bucket), prefix, timing, signal },
);

const OPENERS: { readonly [backend in ObjectPlace['backend']]: Opener } = { s3, gcs, azure, http };

function amazonEndpoint(region: string): string {
  return `https://s3.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;
}

/** Where the bucket cannot be a part of the host name: an address has no names below it, and certificates know one level. */
function needsPathStyle({ host, hostname }: URL, bucket: string): boolean {
  return isLoopback(host) || /^[\d.]+$|^\[/.test(hostname) || bucket.includes('.') || !/^[a-z0-9-]+$/.test(bucket);
}
