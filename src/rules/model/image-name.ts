/** The parts of the name of an image. */
export interface ImageName {
  /** Without tag and digest. */
  readonly repository: string;
  readonly tag?: string;
  /** As it stands, right or wrong. */
  readonly digest?: string;
}

/** Takes the name of an image apart. Never fails: a rule looks at what may be wrong. */
export function imageName(text: string): ImageName {
  const at = text.indexOf('@');
  const digest = at < 0 ? undefined : text.slice(at + 1);
  const named = at < 0 ? text : text.slice(0, at);
  // A colon before the last slash belongs to the port of the registry.
  const colon = named.indexOf(':', named.lastIndexOf('/') + 1);
  return colon < 0 ? { repository: named, digest } : { repository: named.slice(0, colon), tag: named.slice(colon + 1), digest };
}

const HOST = /^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*|\[[a-f0-9:]+\])(?::\d+)?$/i;
const REPOSITORY = /^[a-z0-9]+(?:(?:\.|_|__|-+|\/)[a-z0-9]+)*$/;
const TAG = /^\w[\w.-]{0,127}$/;

/** An image id, which the kubelet does not run. */
const ID = /^[a-f0-9]{64}$/;
const LONGEST = 255;
const HEX_DIGITS: { readonly [algorithm: string]: number } = { sha256: 64, sha384: 96, sha512: 128 };

/**
 * Why nothing can have a name; undefined where something can.
 *
 * Docker takes a first part in upper case for a host, Tekton for a repository: it is right for neither.
 *
 * @param algorithms of the digest. The kubelet knows all of these; Tekton, which asks for bundles and for the entrypoints of
 *   images without command, only the first
 * @see https://github.com/distribution/reference, regexp.go and normalize.go
 */
export function imageNameProblem(text: string, algorithms: readonly string[] = Object.keys(HEX_DIGITS)): string | undefined {
  const { repository: name, tag, digest } = imageName(text);
  const first = name.includes('/') ? name.slice(0, name.indexOf('/')) : '';
  const hasHost = first === 'localhost' || /[.:]/.test(first);
  const repository = hasHost ? name.slice(first.length + 1) : name;
  if (hasHost && !HOST.test(first)) return `'${first}' is no host`;
  if (/[A-Z]/.test(repository)) return `'${repository}' is not in lower case`;
  if (!REPOSITORY.test(repository)) return `'${repository}' is no repository, expected letters, digits, and between them '/' and single '.', '_', '-'`;
  if (repository.length > LONGEST) return `the repository has ${repository.length} characters, at most ${LONGEST} are taken`;
  if (ID.test(text)) return 'it is the id of an image, expected a repository before it, as in <repository>@sha256:<id>';
  if (tag !== undefined && !TAG.test(tag)) return `'${tag}' is no tag, expected letters, digits, '_', '.' and '-', at most 128`;
  return digest === undefined ? undefined : digestProblem(digest, algorithms);
}

/** The algorithms that Tekton knows. */
export const TEKTON_ALGORITHMS = ['sha256'];

function digestProblem(digest: string, algorithms: readonly string[]): string | undefined {
  const [algorithm, hex = ''] = digest.split(/:(.*)/s);
  if (!algorithms.includes(algorithm)) return `the digest '${digest}' is of no known algorithm, expected sha256: and 64 lower-case hex digits`;
  if (!/^[a-f0-9]*$/.test(hex)) return `the digest '${digest}' has other characters than 0-9 and a-f`;
  return hex.length === HEX_DIGITS[algorithm] ? undefined : `the digest '${digest}' has ${hex.length} hex digits instead of ${HEX_DIGITS[algorithm]}`;
}
