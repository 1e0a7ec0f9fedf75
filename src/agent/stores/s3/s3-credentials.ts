import * as z from 'zod/mini';
import { parseJson } from '../../../contract/json';
import type { Call } from '../../../http-client/call';
import { TransferError } from '../../../http-client/errors';
import { isLoopback } from '../../../http-client/loopback';
import type { Environment } from '../../../http-client/proxy';
import type { Transport } from '../../../http-client/transport';
import { noKeys, secretKey, tokenFile, type SecretFolder } from '../object/credential-file';
import { Expiring, type Lease } from '../object/expiring';
import { askTokenService } from '../object/token-endpoint';
import { textOf } from '../object/xml';
import type { AwsKeys } from './s3-signer';

/** Where the keys for S3 come from. */
export interface S3CredentialOptions {
  /** The Secret that was mounted for it. @default - what the environment has */
  readonly secret?: SecretFolder;
  readonly env: Environment;
  readonly region: string;
  readonly transport: Transport;
}

/** The addresses of EKS and ECS themselves, which speak plain http on the node. */
const AGENT_HOSTS = new Set(['169.254.170.2', '169.254.170.23', '[fd00:ec2::23]']);

/**
 * Keys for S3, from the first of these that is there: the Secret, `AWS_ACCESS_KEY_ID`, the web identity of IRSA
 * (`AWS_ROLE_ARN`, `AWS_WEB_IDENTITY_TOKEN_FILE`), EKS Pod Identity (`AWS_CONTAINER_CREDENTIALS_FULL_URI`). Without any
 * of them requests go out unsigned.
 *
 * The role of the node (IMDS) is left out on purpose: it is not the run's.
 */
export function s3Credentials({ secret, env, region, transport }: S3CredentialOptions): Expiring<AwsKeys | undefined> {
  return new Expiring<AwsKeys | undefined>(async (call) => {
    if (secret) return { value: await keysOfSecret(secret) };
    const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN: sessionToken } = env;
    if (accessKeyId && secretAccessKey) return { value: { accessKeyId, secretAccessKey, sessionToken: sessionToken || undefined } };
    if (env.AWS_ROLE_ARN && env.AWS_WEB_IDENTITY_TOKEN_FILE) return webIdentity(env, region, transport, call);
    if (env.AWS_CONTAINER_CREDENTIALS_FULL_URI) return podIdentity(env, transport, call);
    return { value: undefined };
  });
}

async function keysOfSecret(secret: SecretFolder): Promise<AwsKeys> {
  const [accessKeyId, secretAccessKey, sessionToken] = await Promise.all(
    ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'].map((key) => secretKey(secret, key)),
  );
  if (!accessKeyId || !secretAccessKey) throw noKeys(secret, 'AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY');
  return { accessKeyId, secretAccessKey, sessionToken: sessionToken || undefined };
}

/** @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html */
async function webIdentity(env: Environment, region: string, transport: Transport, call: Call): Promise<Lease<AwsKeys>> {
  const token = await tokenFile(env.AWS_WEB_IDENTITY_TOKEN_FILE as string, 'AWS_WEB_IDENTITY_TOKEN_FILE');
  const domain = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  const answer = await askTokenService(transport, {
    name: `STS for role '${env.AWS_ROLE_ARN}'`,
    url: new URL(env.AWS_ENDPOINT_URL_STS || `https://sts.${region}.${domain}/`),
    form: {
      Action: 'AssumeRoleWithWebIdentity',
      Version: '2011-06-15',
      RoleArn: env.AWS_ROLE_ARN as string,
      RoleSessionName: env.AWS_ROLE_SESSION_NAME || 'cdk8s-tekton',
      WebIdentityToken: token,
    },
    headers: { accept: 'application/xml' },
    secrets: [token],
  }, call);
  return lease('STS', {
    AccessKeyId: textOf(answer, 'AccessKeyId'),
    SecretAccessKey: textOf(answer, 'SecretAccessKey'),
    Token: textOf(answer, 'SessionToken'),
    Expiration: textOf(answer, 'Expiration'),
  });
}

/** @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html */
async function podIdentity(env: Environment, transport: Transport, call: Call): Promise<Lease<AwsKeys>> {
  const text = env.AWS_CONTAINER_CREDENTIALS_FULL_URI as string;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  // whoever sets it would get the token: as with AWS's own programs, only the node's agent may be spoken to in plain http
  if (url === undefined || (url.protocol !== 'https:' && !AGENT_HOSTS.has(url.hostname) && !isLoopback(url.host))) {
    throw new TransferError('INVALID_CONFIG', `AWS_CONTAINER_CREDENTIALS_FULL_URI '${text}' is not an address of EKS Pod Identity`);
  }
  const file = env.AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE;
  const token = file ? await tokenFile(file, 'AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE') : env.AWS_CONTAINER_AUTHORIZATION_TOKEN;
  const question = { name: 'EKS Pod Identity', url, ...token ? { headers: { authorization: token }, secrets: [token] } : {} };
  return lease(question.name, parseJson(await askTokenService(transport, question, call)));
}

const temporaryKeys = z.object({
  AccessKeyId: z.string().check(z.minLength(1)),
  SecretAccessKey: z.string().check(z.minLength(1)),
  Token: z.string().check(z.minLength(1)),
  Expiration: z.iso.datetime({ offset: true }),
});

function lease(service: string, answer: unknown): Lease<AwsKeys> {
  const keys = temporaryKeys.safeParse(answer);
  if (!keys.success) throw new TransferError('INVALID_RESPONSE', `${service} gave no keys: ${keys.error.issues[0].path.join('.')} is missing`);
  const { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, Token: sessionToken, Expiration } = keys.data;
  return { value: { accessKeyId, secretAccessKey, sessionToken }, expires: new Date(Expiration) };
}
