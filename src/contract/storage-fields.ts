import * as z from 'zod/mini';
import { PATTERN_VARIABLES } from './name-pattern';
import { isRegistryHost, MAX_REPOSITORY_LENGTH } from './registry-host';

// What the values of the storage configuration look like: texts, as they stand in a ConfigMap's data.

/** The largest threshold that may be set: beyond it a Task's results are sure to overflow. */
const INLINE_THRESHOLD_CEILING = 2048;

export const flag = z.enum(['true', 'false'], { error: "expected 'true' or 'false'" });

/** For whom a registry's artifacts are stored. */
export const profile = z.enum(['tekton', 'konflux'], { error: "expected 'tekton' or 'konflux'" });

/** Texts that pass all checks, which are made in their order. */
const textThat = (...checks: readonly z.core.$ZodCheck<string>[]) => z.string().check(...checks);

/** A pattern of some of the variables. */
function ofVariables(variables: readonly string[]): z.core.$ZodCheck<string> {
  return z.superRefine<string>((text, context) => {
    for (const [, name] of text.matchAll(/\{\{\s*([^}]*?)\s*\}\}/g)) {
      if (!variables.includes(name)) {
        context.addIssue({ code: 'custom', message: `unknown variable '{{${name}}}', expected one of ${variables.join(', ')}` });
      }
    }
  });
}

/** Names the artifact: without it, the outputs of a Task would take the name from each other. */
function namesArtifact(reason: string): z.core.$ZodCheck<string> {
  return z.refine<string>((text) => /\{\{\s*artifact\s*\}\}/.test(text), `expected '{{artifact}}' in it: ${reason}`);
}

/** The pattern of the tags in a registry. */
export const tagPattern = textThat(
  ofVariables(PATTERN_VARIABLES),
  namesArtifact('the outputs of a Task would take the tag from each other, and a registry collects what has none'),
);

const relative = z.regex(/^[^/]+(?:\/[^/]+)*$/, 'expected names with single slashes between them, and none at the beginning or the end');

/** The pattern of the names of artifacts in an object store. */
export const keyPattern = textThat(
  ofVariables(PATTERN_VARIABLES), relative, namesArtifact('the outputs of a Task would take the name from each other'),
);

/** What stands before all keys in an object store: who reads must be able to know it, so artifacts have no part in it. */
export const prefix = textThat(ofVariables(PATTERN_VARIABLES.filter((variable) => variable !== 'artifact')), relative);

export const repository = textThat(
  z.regex(
    /^[a-zA-Z0-9.-]+(?::\d{1,5})?(?:\/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)+$/,
    "expected '<registry>/<repository>' in lower case, without scheme, tag or digest",
  ),
  z.superRefine<string>((text, context) => {
    const problem = repositoryProblem(text);
    if (problem !== undefined) context.addIssue({ code: 'custom', message: problem });
  }),
);

function repositoryProblem(text: string): string | undefined {
  const [host, ...names] = text.split('/');
  const port = /:(\d+)$/.exec(host)?.[1];
  if (port !== undefined && (Number(port) < 1 || Number(port) > 65535)) return `port ${port} does not exist, expected 1 to 65535`;
  if (!isRegistryHost(host)) return `'${host}' is an account of Docker Hub and no registry, write 'docker.io/${text}', or the registry with its domain or port`;
  const { length } = names.join('/');
  return length > MAX_REPOSITORY_LENGTH ? `the repository has ${length} characters, expected at most ${MAX_REPOSITORY_LENGTH}` : undefined;
}

export const objectName = textThat(z.regex(/^[a-z0-9](?:[-a-z0-9.]{0,251}[a-z0-9])?$/, 'expected the name of a Kubernetes object'));

/** A key of a Secret. */
export const secretKey = textThat(z.regex(/^(?!\.\.)[-._a-zA-Z0-9]{1,253}$/, 'expected a key of a Secret'));

export const threshold = textThat(
  z.regex(/^\d{1,5}$/, 'expected a number of bytes'),
  z.refine<string>((text) => Number(text) <= INLINE_THRESHOLD_CEILING, `expected at most ${INLINE_THRESHOLD_CEILING} bytes`),
);

const withoutParents = z.refine<string>((path) => !path.split('/').includes('..'), "expected a path without '..'");

export const absolutePath = textThat(z.regex(/^\/[^\0]*$/, 'expected an absolute path'), withoutParents);

export const plainPath = textThat(
  z.regex(/^\/[A-Za-z0-9._/-]*$/, 'expected an absolute path of letters, digits and . _ - /, as it becomes part of references'), withoutParents,
);

/** The name of a bucket of S3 or Google Cloud Storage. Upper case is for old and for other people's S3. */
export const bucket = textThat(z.regex(/^[A-Za-z0-9](?:[A-Za-z0-9._-]{1,220}[A-Za-z0-9])$/, 'expected the name of a bucket, without scheme and path'));

export const region = textThat(z.regex(/^[a-z0-9-]{1,40}$/, "expected the name of a region, 'us-east-1' for example"));

export const azureAccount = textThat(z.regex(/^[a-z0-9]{3,24}$/, 'expected the name of a storage account: 3 to 24 lower case letters and digits'));

export const azureContainer = textThat(z.regex(/^(?:\$web|\$root|[a-z0-9](?:-?[a-z0-9]){2,62})$/, 'expected the name of a container: 3 to 63 lower case letters, digits and single dashes'));

/** A URL of a service. Userinfo would end up in logs, a query or fragment in no request. */
export const serviceUrl = textThat(z.superRefine<string>((text, context) => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isPlain = url !== undefined && /^https?:$/.test(url.protocol) && url.username === '' && url.search === '' && url.hash === '' && !/[\s@]/.test(text);
  if (!isPlain) context.addIssue({ code: 'custom', message: "expected 'https://<host>[:port][/path]' without user, query and fragment" });
}));

/** Encryption by S3 itself. */
export const encryption = z.enum(['AES256', 'aws:kms', 'aws:kms:dsse'], { error: "expected 'AES256', 'aws:kms' or 'aws:kms:dsse'" });

/** Text that becomes a header: no control characters, no line feeds. */
export const headerText = textThat(z.regex(/^[\x21-\x7e]{1,512}$/, 'expected up to 512 printable characters without blanks'));
