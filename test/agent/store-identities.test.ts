import { createHmac, createVerify, generateKeyPairSync } from 'crypto';
import { writeFileSync } from 'fs';
import { join } from 'path';
import { putArtifact } from '../../src/agent/artifact/put-artifact';
import { gcsCredentials } from '../../src/agent/stores/gcs/gcs-credentials';
import { Call } from '../../src/http-client/call';
import { DEFAULT_TIMING } from '../../src/http-client/timing';
import { Transport } from '../../src/http-client/transport';
import { startOddServer, stopOddServers } from '../oci-client/odd-server';
import { AZURITE_ACCOUNT, AZURITE_KEY, startAzurite } from '../servers/azurite';
import { describeWithServer } from '../servers/binaries';
import { ACCESS_KEY, SECRET_KEY, startVersityGw, type ObjectServer } from '../servers/object-server';
import { startTokenEndpoint, type TokenEndpoint, type TokenQuestion } from '../servers/token-endpoints';
import { closeBuckets, testBucket, testStore, uriOf } from './object-support';
import { expectFailure, FACTS, fileContent, temporaryDirectory } from './support';

// servers of other people, on machines that may be busy

const temporary = temporaryDirectory();
const endpoints: TokenEndpoint[] = [];

afterEach(async () => {
  closeBuckets();
  await stopOddServers();
  await Promise.all(endpoints.splice(0).map((endpoint) => endpoint.stop()));
});

async function tokens(answer: (question: TokenQuestion, number: number) => object | string | number): Promise<TokenEndpoint> {
  const endpoint = await startTokenEndpoint(answer);
  endpoints.push(endpoint);
  return endpoint;
}

function file(name: string, content: string): string {
  const path = join(temporary.path, name);
  writeFileSync(path, content);
  return path;
}

function secret(keys: { readonly [key: string]: string }) {
  for (const [key, value] of Object.entries(keys)) file(key, value);
  return { name: 'keys', path: temporary.path };
}

/** A server that says what came as Authorization, and that there is nothing. */
function startEcho() {
  return startOddServer((_request, response) => response.writeHead(404).end());
}

const soon = (seconds: number) => new Date(Date.now() + seconds * 1000).toISOString();

describeWithServer('versitygw', 'identities for S3, against versitygw', () => {
  let server: ObjectServer;
  beforeAll(async () => { server = await startVersityGw(); });
  afterAll(() => server.stop());
  const store = (prefix: string, access: object) => testStore(uriOf(server.storage, `${prefix}/`), { storage: server.storage, ...access });

  test('the keys of a Secret are used, with line feeds around them', async () => {
    const keys = secret({ AWS_ACCESS_KEY_ID: `${ACCESS_KEY}\n`, AWS_SECRET_ACCESS_KEY: `${SECRET_KEY}\n` });
    await putArtifact(store('secret', { secret: keys, env: { AWS_ACCESS_KEY_ID: 'of the environment', AWS_SECRET_ACCESS_KEY: 'x' } }), FACTS, fileContent('x'));
  });

  test('fails for a Secret without the keys', async () => {
    await expectFailure(() => store('none', { secret: secret({ accesskey: 'x' }) }).list(''), 'CONFIG_INVALID', "Secret 'keys' has none of the keys", 'AWS_ACCESS_KEY_ID');
  });
});

describe('identities for S3', () => {
  const storage = (endpoint: string) => ({ 'backend': 's3' as const, 's3.bucket': 'bucket', 's3.endpoint': endpoint, 's3.region': 'test-1' });
  const sts = (expires: string, number = 0) => `<AssumeRoleWithWebIdentityResponse><AssumeRoleWithWebIdentityResult><Credentials>
    <AccessKeyId>ASIA${number}</AccessKeyId><SecretAccessKey>hush-${number}</SecretAccessKey><SessionToken>session+${number}==</SessionToken>
    <Expiration>${expires}</Expiration></Credentials></AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>`;
  const webIdentity = (endpoint: TokenEndpoint) => ({
    AWS_ROLE_ARN: 'arn:aws:iam::111122223333:role/ci',
    AWS_WEB_IDENTITY_TOKEN_FILE: file('token', 'token of the cluster\n'),
    AWS_ENDPOINT_URL_STS: endpoint.url,
  });

  test('the web identity of IRSA is exchanged for keys, once for many requests', async () => {
    const [endpoint, echo] = [await tokens(() => sts(soon(3600))), await startEcho()];
    const store = testStore('s3://bucket', { storage: storage(echo.url), env: webIdentity(endpoint) });
    await Promise.all([1, 2, 3].map(() => store.has({ mediaType: 'x', digest: fileContent('x').digest, size: 1 })));
    expect(endpoint.asked).toHaveLength(1);
    expect(Object.fromEntries(endpoint.asked[0].form)).toEqual({
      Action: 'AssumeRoleWithWebIdentity', Version: '2011-06-15', RoleArn: 'arn:aws:iam::111122223333:role/ci', RoleSessionName: 'cdk8s-tekton', WebIdentityToken: 'token of the cluster',
    });
    for (const { headers } of echo.seen) {
      expect(headers.authorization).toMatch(/^AWS4-HMAC-SHA256 Credential=ASIA0\/\d{8}\/test-1\/s3\/aws4_request, SignedHeaders=host;x-amz-content-sha256;x-amz-date;x-amz-security-token, Signature=[0-9a-f]{64}$/);
      expect(headers['x-amz-security-token']).toBe('session+0==');
    }
  });

  test('keys that are about to expire are renewed before they are used', async () => {
    const [endpoint, echo] = [await tokens((_, number) => sts(soon(number === 0 ? 100 : 3600), number)), await startEcho()];
    const bucket = testBucket('s3://bucket', { storage: storage(echo.url), env: webIdentity(endpoint) });
    for (let request = 0; request < 3; request += 1) await bucket.size('x');
    expect(echo.seen.map(({ headers }) => headers['x-amz-security-token'])).toEqual(['session+0==', 'session+1==', 'session+1==']);
  });

  test('keys that the service finds expired are renewed once', async () => {
    const endpoint = await tokens((_, number) => sts(soon(3600), number));
    const server = await startOddServer((request, response) => {
      const isOld = request.headers['x-amz-security-token'] === 'session+0==';
      response.writeHead(isOld ? 400 : 200).end(isOld ? '<Error><Code>ExpiredToken</Code><Message>old</Message></Error>' : 'content');
    });
    const bucket = testBucket('s3://bucket', { storage: storage(server.url), env: webIdentity(endpoint) });
    expect(String(await bucket.readWhole('x', 100))).toBe('content');
    expect(server.seen).toHaveLength(2);
  });

  test('keys that the service finds expired are renewed although it has no words for a HEAD', async () => {
    const endpoint = await tokens((_, number) => sts(soon(3600), number));
    const server = await startOddServer(({ headers }, response) => (
      headers['x-amz-security-token'] === 'session+0==' ? response.writeHead(400).end() : response.writeHead(200, { 'content-length': '3' }).end()));
    expect(await testBucket('s3://bucket', { storage: storage(server.url), env: webIdentity(endpoint) }).size('x')).toBe(3);
    expect(server.seen).toHaveLength(2);
  });

  test('EKS Pod Identity gives keys for the token of the pod', async () => {
    const endpoint = await tokens(() => ({ AccessKeyId: 'ASIAPOD', SecretAccessKey: 'hush', Token: 'session', Expiration: soon(3600) }));
    const echo = await startEcho();
    const env = { AWS_CONTAINER_CREDENTIALS_FULL_URI: `${endpoint.url}/v1/credentials`, AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: file('pod', 'pod token') };
    await testBucket('s3://bucket', { storage: storage(echo.url), env }).size('x');
    expect(endpoint.asked[0]).toMatchObject({ method: 'GET', path: '/v1/credentials', headers: { authorization: 'pod token' } });
    expect(echo.seen[0].authorization).toContain('Credential=ASIAPOD/');
    const far = { ...env, AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://evil.example.com/' };
    await expect(testBucket('s3://bucket', { storage: storage(echo.url), env: far }).size('x')).rejects.toMatchObject({ code: 'INVALID_CONFIG' });
  });

  test('without any identity requests go out unsigned', async () => {
    const echo = await startEcho();
    await testBucket('s3://bucket', { storage: storage(echo.url), env: {} }).size('x');
    expect(echo.seen[0].authorization).toBeUndefined();
  });

  test('fails without showing what was sent', async () => {
    const [endpoint, echo] = [await tokens(() => 403), await startEcho()];
    const failure = testStore('s3://bucket', { storage: storage(echo.url), env: webIdentity(endpoint) }).list('');
    await expectFailure(failure, 'UNAUTHORIZED', "cannot get credentials from STS for role 'arn:aws:iam::111122223333:role/ci'");
    await expect(failure).rejects.not.toThrow(/token of the cluster|token\+of/);
    const missing = { ...webIdentity(endpoint), AWS_WEB_IDENTITY_TOKEN_FILE: '/no/such/file' };
    await expectFailure(() => testStore('s3://bucket', { storage: storage(echo.url), env: missing }).list(''), 'CONFIG_INVALID', "token file '/no/such/file' of AWS_WEB_IDENTITY_TOKEN_FILE", 'ServiceAccount');
    const broken = await tokens(() => '<html>');
    await expectFailure(() => testStore('s3://bucket', { storage: storage(echo.url), env: webIdentity(broken) }).list(''), 'STORE_UNAVAILABLE', 'STS gave no keys');
  });
});

describe('identities for Google Cloud Storage', () => {
  const storage = (endpoint: string) => ({ 'backend': 'gcs' as const, 'gcs.bucket': 'bucket', 'gcs.endpoint': endpoint });

  test('the key of a service account signs for a token', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048, privateKeyEncoding: { type: 'pkcs8', format: 'pem' }, publicKeyEncoding: { type: 'spki', format: 'pem' } });
    const [endpoint, echo] = [await tokens(() => ({ access_token: 'google-token', expires_in: 3599, token_type: 'Bearer' })), await startEcho()];
    const account = { type: 'service_account', client_email: 'ci@project.iam.gserviceaccount.com', private_key: privateKey, private_key_id: 'key-1', token_uri: `${endpoint.url}/token` };
    const keys = secret({ 'service-account.json': JSON.stringify(account) });
    await testBucket('gs://bucket', { storage: storage(echo.url), secret: keys }).size('x');
    expect(echo.seen[0].authorization).toBe('Bearer google-token');
    const { form } = endpoint.asked[0];
    expect(form.get('grant_type')).toBe('urn:ietf:params:oauth:grant-type:jwt-bearer');
    const [head, claims, signature] = (form.get('assertion') as string).split('.');
    expect(JSON.parse(Buffer.from(head, 'base64url').toString())).toEqual({ alg: 'RS256', typ: 'JWT', kid: 'key-1' });
    expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).toMatchObject({ iss: account.client_email, aud: account.token_uri, scope: expect.stringContaining('devstorage') });
    expect(createVerify('RSA-SHA256').update(`${head}.${claims}`).verify(publicKey, signature, 'base64url')).toBe(true);
  });

  test('the metadata server of the node gives the token of GKE workload identity', async () => {
    const endpoint = await tokens(() => ({ access_token: 'node-token', expires_in: 3599 }));
    const transport = new Transport({ env: {} });
    const credentials = gcsCredentials({ secretKey: 'x', env: { GCE_METADATA_HOST: endpoint.host }, transport, metadata: true });
    expect(await credentials.get(new Call(DEFAULT_TIMING))).toBe('Bearer node-token');
    expect(endpoint.asked[0]).toMatchObject({ headers: { 'metadata-flavor': 'Google' }, path: expect.stringContaining('/computeMetadata/v1/instance/service-accounts/default/token?scopes=') });
    transport.close();
  });

  test('workload identity federation exchanges the token of the cluster', async () => {
    const [endpoint, echo] = [await tokens(() => ({ access_token: 'federated', expires_in: 3599 })), await startEcho()];
    const config = {
      type: 'external_account',
      audience: '//iam.googleapis.com/pool',
      subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
      token_url: `${endpoint.url}/sts`,
      credential_source: { file: file('subject.json', '{"token":"cluster token"}'), format: { type: 'json', subject_token_field_name: 'token' } },
    };
    const env = { GOOGLE_APPLICATION_CREDENTIALS: file('config.json', JSON.stringify(config)) };
    await testBucket('gs://bucket', { storage: storage(echo.url), env }).size('x');
    expect(echo.seen[0].authorization).toBe('Bearer federated');
    expect(endpoint.asked[0].form.get('subject_token')).toBe('cluster token');
  });

  test('a token is never sent to an emulator, nor asked for', async () => {
    const echo = await startEcho();
    await testBucket('gs://bucket', { storage: storage(echo.url), env: { GCE_METADATA_HOST: '127.0.0.1:1' } }).size('x');
    expect(echo.seen[0].authorization).toBeUndefined();
  });

  test('fails for credentials that are none', async () => {
    const echo = await startEcho();
    const list = (keys: { readonly [key: string]: string }) => testStore('gs://bucket', { storage: storage(echo.url), secret: secret(keys) }).list('');
    await expectFailure(() => list({ other: 'x' }), 'CONFIG_INVALID', "Secret 'keys' has none of the keys", "'service-account.json'");
    await expectFailure(() => list({ 'service-account.json': '{"type":"authorized_user"}' }), 'CONFIG_INVALID', "'service_account' or 'external_account'");
    const account = { type: 'service_account', client_email: 'a@b', private_key: 'no key', token_uri: echo.url };
    await expectFailure(() => list({ 'service-account.json': JSON.stringify(account) }), 'CONFIG_INVALID', 'private_key of the service account cannot be used');
  });
});

describeWithServer('azurite', 'identities for Azure, against azurite', () => {
  let server: ObjectServer;
  beforeAll(async () => { server = await startAzurite({ tls: true }); });
  afterAll(() => server.stop());
  const store = (prefix: string, access: object) => testStore(uriOf(server.storage, `${prefix}/`), { storage: server.storage, ca: server.certificates?.ca, ...access });

  test('the key of the account opens it', async () => {
    await putArtifact(store('key', { secret: secret({ AZURE_STORAGE_KEY: `${AZURITE_KEY}\n` }) }), FACTS, fileContent('x'));
    await expectFailure(() => putArtifact(store('key', { env: { AZURE_STORAGE_KEY: Buffer.from('wrong').toString('base64') } }), FACTS, fileContent('x')), 'UNAUTHORIZED');
    await expectFailure(() => store('key', { env: { AZURE_STORAGE_KEY: 'not base64!' } }).list(''), 'CONFIG_INVALID', 'AZURE_STORAGE_KEY is not base64');
  });

  test('a shared access signature opens it, and is not shown', async () => {
    const sas = accountSignature();
    const stored = await putArtifact(store('sas', { secret: secret({ AZURE_STORAGE_SAS_TOKEN: `?${sas}` }) }), FACTS, fileContent('x'));
    expect(stored.tag).toBe('ci/run-1-build/app');
    const wrong = sas.replace(/sig=.{8}/, 'sig=AAAAAAAA');
    const failure = store('sas', { env: { AZURE_STORAGE_SAS_TOKEN: wrong } }).list('');
    await expectFailure(failure, 'UNAUTHORIZED');
    await expect(failure).rejects.not.toThrow(/sig=|AAAAAAAA/);
  });

  test('the federated token of workload identity is exchanged for a bearer token', async () => {
    const endpoint = await tokens(() => ({ access_token: entraToken(), expires_in: 3599 }));
    const env = {
      AZURE_TENANT_ID: 'tenant', AZURE_CLIENT_ID: 'client', AZURE_AUTHORITY_HOST: endpoint.url, AZURE_FEDERATED_TOKEN_FILE: file('federated', 'cluster token'),
    };
    await putArtifact(store('federated', { env }), FACTS, fileContent('x'));
    expect(endpoint.asked).toHaveLength(1);
    expect(endpoint.asked[0].path).toBe('/tenant/oauth2/v2.0/token');
    expect(Object.fromEntries(endpoint.asked[0].form)).toEqual({
      grant_type: 'client_credentials',
      client_id: 'client',
      scope: 'https://storage.azure.com/.default',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: 'cluster token',
    });
  });

  test('the secret of a client is exchanged too', async () => {
    const endpoint = await tokens(() => ({ access_token: entraToken(), expires_in: '3599' }));
    const keys = secret({ AZURE_TENANT_ID: 'tenant', AZURE_CLIENT_ID: 'client', AZURE_CLIENT_SECRET: 'hush' });
    await putArtifact(store('client', { secret: keys, env: { AZURE_AUTHORITY_HOST: endpoint.url } }), FACTS, fileContent('x'));
    expect(endpoint.asked[0].form.get('client_secret')).toBe('hush');
  });

  test('fails where nothing opens it', async () => {
    await expectFailure(() => store('none', { env: {} }).list(''), 'UNAUTHORIZED', 'azblob://artifacts/none');
    await expectFailure(() => store('none', { secret: secret({ key: 'x' }) }).list(''), 'CONFIG_INVALID', "Secret 'keys' has none of the keys", 'AZURE_STORAGE_SAS_TOKEN');
    const { 'azure.accountName': _, ...storage } = server.storage;
    await expectFailure(async () => testStore('azblob://artifacts', { storage }), 'CONFIG_INVALID', "no key 'azure.accountName'");
  });
});

/** A signature for the whole account, by its key. */
function accountSignature(): string {
  const fields = { sv: '2021-12-02', ss: 'b', srt: 'sco', sp: 'rwdlac', se: `${soon(3600).slice(0, 19)}Z` };
  const text = [AZURITE_ACCOUNT, fields.sp, fields.ss, fields.srt, '', fields.se, '', '', fields.sv, '', ''].join('\n');
  const sig = createHmac('sha256', Buffer.from(AZURITE_KEY, 'base64')).update(text).digest('base64');
  return new URLSearchParams({ ...fields, sig }).toString();
}

/** A token as Azurite wants to see it: it looks at its claims, not at who signed it. */
function entraToken(): string {
  const now = Math.floor(Date.now() / 1000);
  const claims = { aud: 'https://storage.azure.com', iss: 'https://sts.windows.net/ab1f708d-50f6-404c-a006-d71b2ac7a606/', iat: now - 10, nbf: now - 10, exp: now + 3600 };
  return [{ alg: 'RS256', typ: 'JWT' }, claims, 'signature'].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
}
