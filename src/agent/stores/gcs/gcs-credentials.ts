import { createSign } from 'crypto';
import * as z from 'zod/mini';
import { parseJson } from '../../../contract/json';
import { messageOf } from '../../../contract/thrown';
import type { Call } from '../../../http-client/call';
import { TransferError } from '../../../http-client/errors';
import type { Environment } from '../../../http-client/proxy';
import type { Transport } from '../../../http-client/transport';
import { noKeys, secretKey, tokenFile, type SecretFolder } from '../object/credential-file';
import { Expiring, type Lease } from '../object/expiring';
import { askForBearer } from '../object/token-endpoint';

/** Where the tokens for Google Cloud Storage come from. */
export interface GcsCredentialOptions {
  /** The Secret that was mounted for it. @default - what the environment has */
  readonly secret?: SecretFolder;
  /** Its key that holds the credentials file. */
  readonly secretKey: string;
  readonly env: Environment;
  readonly transport: Transport;
  /** False: a service without authentication, an emulator. */
  readonly metadata: boolean;
}

const SCOPE = 'https://www.googleapis.com/auth/devstorage.read_write';
const TOKEN_LIFE = 3600;

/**
 * The Authorization header for Google Cloud Storage, from the first of these that is there: the Secret, the file of
 * `GOOGLE_APPLICATION_CREDENTIALS`, the metadata server of the node, which is GKE's workload identity.
 */
export function gcsCredentials({ secret, secretKey: key, env, transport, metadata }: GcsCredentialOptions): Expiring<string | undefined> {
  return new Expiring<string | undefined>(async (call) => {
    const text = secret ? await secretKey(secret, key) : await fileOf(env);
    if (secret && !text) throw noKeys(secret, `'${key}' with the credentials file of a service account`);
    if (text) return authorization(await tokenOfFile(text, transport, call));
    return metadata ? authorization(await tokenOfNode(env, transport, call)) : { value: undefined };
  });
}

async function fileOf(env: Environment): Promise<string | undefined> {
  const path = env.GOOGLE_APPLICATION_CREDENTIALS;
  return path ? tokenFile(path, 'GOOGLE_APPLICATION_CREDENTIALS') : undefined;
}

function authorization({ value, ...rest }: Lease<string>): Lease<string> {
  return { value: `Bearer ${value}`, ...rest };
}

/** @see https://cloud.google.com/compute/docs/access/authenticate-workloads#applications */
function tokenOfNode(env: Environment, transport: Transport, call: Call): Promise<Lease<string>> {
  const host = env.GCE_METADATA_HOST || 'metadata.google.internal';
  return askForBearer(transport, {
    name: 'the metadata server of the node (no Secret and no GOOGLE_APPLICATION_CREDENTIALS is set)',
    url: new URL(`http://${host}/computeMetadata/v1/instance/service-accounts/default/token?scopes=${encodeURIComponent(SCOPE)}`),
    headers: { 'metadata-flavor': 'Google' },
  }, call);
}

const serviceAccount = z.object({
  type: z.literal('service_account'),
  client_email: z.string(),
  private_key: z.string(),
  private_key_id: z.optional(z.string()),
  token_uri: z.url(),
});
const externalAccount = z.object({
  type: z.literal('external_account'),
  audience: z.string(),
  subject_token_type: z.string(),
  token_url: z.url(),
  service_account_impersonation_url: z.optional(z.undefined({ error: 'is not supported: grant the federated identity access to the bucket itself' })),
  credential_source: z.object({ file: z.string(), format: z.optional(z.object({ type: z.enum(['text', 'json']), subject_token_field_name: z.optional(z.string()) })) }),
});
const credentialsFile = z.discriminatedUnion('type', [serviceAccount, externalAccount]);

async function tokenOfFile(text: string, transport: Transport, call: Call): Promise<Lease<string>> {
  const file = credentialsFile.safeParse(parseJson(text));
  if (!file.success) {
    throw new TransferError('INVALID_CONFIG', "the credentials for Google Cloud Storage are not a file of type 'service_account' or 'external_account' "
      + `with a token file: ${file.error.issues[0].path.join('.') || 'the text'}: ${file.error.issues[0].message}`);
  }
  return file.data.type === 'service_account' ? tokenOfServiceAccount(file.data, transport, call) : tokenOfFederation(file.data, transport, call);
}

/** @see https://developers.google.com/identity/protocols/oauth2/service-account#httprest */
function tokenOfServiceAccount(account: z.infer<typeof serviceAccount>, transport: Transport, call: Call): Promise<Lease<string>> {
  const now = Math.floor(Date.now() / 1000);
  const head = { alg: 'RS256', typ: 'JWT', ...account.private_key_id ? { kid: account.private_key_id } : {} };
  const claims = { iss: account.client_email, scope: SCOPE, aud: account.token_uri, iat: now, exp: now + TOKEN_LIFE };
  const signed = [head, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  const assertion = `${signed}.${signature(signed, account.private_key)}`;
  return askForBearer(transport, {
    name: `the token service for '${account.client_email}'`,
    url: new URL(account.token_uri),
    form: { grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion },
    secrets: [assertion],
  }, call);
}

function signature(text: string, key: string): string {
  try {
    return createSign('RSA-SHA256').update(text).sign(key, 'base64url');
  } catch (error) {
    throw new TransferError('INVALID_CONFIG', `the private_key of the service account cannot be used: ${messageOf(error)}`);
  }
}

/** Workload identity federation: a token of the cluster for one of Google. @see https://google.aip.dev/auth/4117 */
async function tokenOfFederation(account: z.infer<typeof externalAccount>, transport: Transport, call: Call): Promise<Lease<string>> {
  const { file, format } = account.credential_source;
  const text = await tokenFile(file, 'credential_source.file');
  const subject = format?.type === 'json' ? fieldOf(text, format.subject_token_field_name ?? '') : text;
  return askForBearer(transport, {
    name: 'the token service of Google',
    url: new URL(account.token_url),
    form: {
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      audience: account.audience,
      scope: SCOPE,
      requested_token_type: 'urn:ietf:params:oauth:token-type:access_token',
      subject_token_type: account.subject_token_type,
      subject_token: subject,
    },
    secrets: [subject],
  }, call);
}

function fieldOf(text: string, name: string): string {
  const token = z.record(z.string(), z.unknown()).safeParse(parseJson(text)).data?.[name];
  if (typeof token === 'string' && token) return token;
  throw new TransferError('INVALID_CONFIG', `the token file has no field '${name}', check credential_source.format`);
}
