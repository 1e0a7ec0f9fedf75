import type { Call } from '../../../http-client/call';
import { TransferError } from '../../../http-client/errors';
import type { Environment } from '../../../http-client/proxy';
import type { Transport } from '../../../http-client/transport';
import { noKeys, secretKey, tokenFile, type SecretFolder } from '../object/credential-file';
import { Expiring, type Lease } from '../object/expiring';
import { askForBearer } from '../object/token-endpoint';
import type { AzureAccess } from './azure-signer';

/** Where the access to Azure Blob Storage comes from. */
export interface AzureCredentialOptions {
  /** The Secret that was mounted for it. @default - what the environment has */
  readonly secret?: SecretFolder;
  readonly env: Environment;
  readonly transport: Transport;
}

const SCOPE = 'https://storage.azure.com/.default';
const PUBLIC_AUTHORITY = 'https://login.microsoftonline.com/';
const ASSERTION = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/**
 * Access to Azure Blob Storage, from the first of these that is there: the Secret (account key, shared access signature,
 * or tenant, client and client secret), the same names in the environment, the federated token of workload identity
 * (`AZURE_FEDERATED_TOKEN_FILE`). Without any of them requests go out unsigned.
 */
export function azureCredentials({ secret, env, transport }: AzureCredentialOptions): Expiring<AzureAccess> {
  return new Expiring<AzureAccess>(async (call) => {
    const read = async (key: string) => secret ? secretKey(secret, key) : env[key];
    const key = await read('AZURE_STORAGE_KEY');
    if (key) return { value: { kind: 'key', key: accountKey(key) } };
    const sas = await read('AZURE_STORAGE_SAS_TOKEN');
    if (sas) return { value: { kind: 'sas', query: sas.replace(/^\?/, '') } };
    const [tenant, client, password] = await Promise.all(['AZURE_TENANT_ID', 'AZURE_CLIENT_ID', 'AZURE_CLIENT_SECRET'].map(read));
    if (tenant && client && password) return token(env, transport, { tenant, client, proof: { client_secret: password } }, call);
    if (secret) throw noKeys(secret, 'AZURE_STORAGE_KEY, AZURE_STORAGE_SAS_TOKEN, or AZURE_TENANT_ID with AZURE_CLIENT_ID and AZURE_CLIENT_SECRET');
    const file = env.AZURE_FEDERATED_TOKEN_FILE;
    if (!file || !tenant || !client) return { value: { kind: 'none' } };
    const assertion = await tokenFile(file, 'AZURE_FEDERATED_TOKEN_FILE');
    return token(env, transport, { tenant, client, proof: { client_assertion_type: ASSERTION, client_assertion: assertion } }, call);
  });
}

function accountKey(text: string): Buffer {
  const key = Buffer.from(text, 'base64');
  if (key.length === 0 || key.toString('base64').replace(/=+$/, '') !== text.replace(/=+$/, '')) {
    throw new TransferError('INVALID_CONFIG', 'AZURE_STORAGE_KEY is not base64, expected the key of the storage account as the portal shows it');
  }
  return key;
}

interface Application {
  readonly tenant: string;
  readonly client: string;
  readonly proof: { readonly [name: string]: string };
}

/** @see https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow */
async function token(env: Environment, transport: Transport, { tenant, client, proof }: Application, call: Call): Promise<Lease<AzureAccess>> {
  const authority = (env.AZURE_AUTHORITY_HOST || PUBLIC_AUTHORITY).replace(/\/?$/, '/');
  const { value, ...rest } = await askForBearer(transport, {
    name: `Entra ID for client '${client}'`,
    url: new URL(`${encodeURIComponent(tenant)}/oauth2/v2.0/token`, authority),
    form: { grant_type: 'client_credentials', client_id: client, scope: SCOPE, ...proof },
    secrets: Object.values(proof),
  }, call);
  return { value: { kind: 'token', token: value }, ...rest };
}
