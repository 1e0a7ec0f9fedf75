import { resolve } from 'node:path';
import { AgentError } from '../agent/errors';
import { isObjectUri } from '../agent/stores/object/object-uri';
import { StoreOpener } from '../agent/stores/open-store';
import type { ArtifactStore } from '../agent/stores/store';
import { type ObjectBackend, parseStorageConfig, type StorageConfig } from '../contract/storage-config';
import { DEFAULT_TIMING } from '../http-client/timing';
import { type Terminal, UsageError } from './command';

/** The options by which object services are reached. */
export const OBJECT_OPTIONS = {
  endpoint: { type: 'string' },
  region: { type: 'string' },
  account: { type: 'string' },
  credentials: { type: 'string' },
} as const;

/** Their description, for `--help`. */
export const OBJECT_HELP = `  --endpoint <url>       of an S3, Google or Azure service that is not the usual one
  --region <r>           of an S3 bucket, default env AWS_REGION
  --account <a>          of an Azure container, default env AZURE_STORAGE_ACCOUNT
  --credentials <dir>    a directory with the keys of the Secret, one file a key;
                         default: those of the environment, as for aws, gcloud, az`;

/** How a person reaches an object service. */
export interface ObjectChoice {
  readonly 'endpoint'?: string;
  readonly 'region'?: string;
  readonly 'account'?: string;
  readonly 'credentials'?: string;
  readonly 'ca-file'?: string;
}

/** Tells whether the text after --store names a place of objects instead of a directory. */
export { isObjectUri };

/** Opens `s3://...`, `gs://...`, `azblob://...` or `https://...`. @throws UsageError for anything else */
export async function openObjects(uri: string, choice: ObjectChoice, { environment, signal }: Terminal): Promise<ArtifactStore> {
  if (/^\w+:\/*$/.test(uri)) throw new UsageError(`'${uri}' names nothing, expected a bucket, a container or a server behind it`);
  const { credentials, 'ca-file': authority } = choice;
  const [backend, storage] = storageOf(uri, choice, environment);
  const opener = new StoreOpener({
    storage: { ...storage, ...credentials === undefined ? {} : { [`${backend}.credentialsSecret`]: 'credentials' } },
    run: { namespace: '', pipelineRun: '', taskRun: '', uid: '' },
    plan: {
      ...credentials === undefined ? {} : { credentialsSecret: 'credentials', credentials: resolve(credentials) },
      ...authority === undefined ? {} : { certificateAuthority: resolve(authority) },
    },
    env: environment,
    timing: DEFAULT_TIMING,
    signal,
  });
  try {
    return await opener.forReading(uri);
  } catch (error) {
    if (error instanceof AgentError && error.code !== 'REFERENCE_INVALID' && error.code !== 'CONFIG_INVALID') throw error;
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function storageOf(uri: string, { endpoint, region, account }: ObjectChoice, env: Terminal['environment']): [ObjectBackend, StorageConfig] {
  const backend = backendOf(uri);
  const keys: { [key: string]: string | undefined } = {
    's3.region': region,
    'azure.accountName': account ?? env.AZURE_STORAGE_ACCOUNT,
    // the server itself, so that all below it may be read
    'http.url': backend === 'http' ? uri : undefined,
    [`${backend}.endpoint`]: endpoint,
  };
  if (backend === 'http' && endpoint !== undefined) throw new UsageError('--endpoint is for s3://, gs:// and azblob://, a server is named by --store itself');
  const set = Object.entries(keys).filter((entry): entry is [string, string] => entry[1] !== undefined);
  try {
    return [backend, parseStorageConfig(Object.fromEntries(set), 'the command line')];
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function backendOf(uri: string): ObjectBackend {
  if (uri.startsWith('s3:')) return 's3';
  if (uri.startsWith('gs:')) return 'gcs';
  return uri.startsWith('azblob:') ? 'azure' : 'http';
}
