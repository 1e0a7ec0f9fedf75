import { isDigest } from './digest';

/**
 * A reference to stored content as it travels between Tasks: where, and which bytes.
 *
 * The digest is that of a manifest, and the uri where it is stored: `<registry>/<repository>`, `s3://<bucket>/<prefix>`,
 * `gs://` and `azblob://` likewise, `http(s)://<url>`, `pvc:<claim>/<path>` or `oci-layout:<path>`. Of
 * `data:<media type>;base64,<content>` (inline), of what Konflux wrote and of what a reference output names, it is that of the content.
 * Both blank: an optional input that is absent.
 */
export interface WireReference {
  readonly uri: string;
  /** `sha256:<64 hex>`. */
  readonly digest: string;
}

/** The reference of an absent optional input. */
export const BLANK_REFERENCE: WireReference = { uri: '', digest: '' };

/** Tells whether a reference is that of an absent optional input. */
export function isBlank(reference: WireReference): boolean {
  return reference.uri === '' && reference.digest === '';
}

/** Uris that say their backend. Anything else is an OCI repository. */
const SCHEME = /^(?:pvc|oci-layout|data|pkg|s3|gs|azblob|https?|git\+[a-z]+|file):/i;

/** Tells whether a uri names an OCI repository: `host[:port]/path`, without a scheme. */
export function isRepositoryUri(uri: string): boolean {
  return !SCHEME.test(uri) && /^[^\s/@]+\/[^\s@]+$/.test(uri);
}

/**
 * Says what is wrong with a reference, or undefined when nothing is.
 *
 * @param reference from a param, a result or a user
 */
export function referenceProblem(reference: WireReference): string | undefined {
  const { uri, digest } = reference;
  if (isBlank(reference)) return undefined;
  if (uri === '') return `digest '${digest}' without a uri, expected both or neither`;
  if (digest === '') return `uri '${shown(uri)}' without a digest, expected both or neither`;
  if (!isDigest(digest)) return `digest '${digest}' is not 'sha256:' and 64 lower-case hex digits`;
  if (/[\s\u0000-\u001f]/.test(uri)) return `uri '${shown(uri)}' has white space or control characters`;
  if (!uri.startsWith('data:') && uri.includes('@')) return `uri '${uri}' contains '@', put what follows it into the digest`;
  return undefined;
}

/** A reference in a message: inline content may be long, and secret. */
function shown(text: string): string {
  return text.startsWith('data:') ? 'data:...' : text;
}

/**
 * Writes a reference as one string: the form for matrix fan-out and fan-in, and Konflux's.
 *
 * `oci:<repository>@<digest>` for OCI, `<uri>@<digest>` for others, '' for a blank one.
 */
export function formatReference(reference: WireReference): string {
  if (isBlank(reference)) return '';
  // A uri that begins so itself would lose its own beginning.
  const prefix = isRepositoryUri(reference.uri) || reference.uri.startsWith('oci:') ? 'oci:' : '';
  return `${prefix}${reference.uri}@${reference.digest}`;
}

/**
 * Reads what {@link formatReference} writes.
 *
 * @throws Error that says what was expected
 */
export function parseReference(text: string): WireReference {
  // '@' is what '$(x.uri)@$(x.digest)' becomes when both are blank.
  if (text === '' || text === '@') return BLANK_REFERENCE;
  const at = text.lastIndexOf('@');
  if (at < 0) {
    throw new Error(`'${shown(text)}' is not an artifact reference, expected 'oci:<repository>@sha256:<hex>' or '<uri>@sha256:<hex>'`);
  }
  const uri = text.slice(0, at).replace(/^oci:(?:\/\/)?/, '');
  const reference = { uri, digest: text.slice(at + 1) };
  const problem = referenceProblem(reference);
  if (problem) throw new Error(`'${shown(text)}' is not an artifact reference: ${problem}`);
  return reference;
}

/** The part of a uri that selects one artifact of an index: `<uri>#<name>`. */
export function splitSelector(uri: string): { readonly uri: string; readonly name?: string } {
  const hash = uri.startsWith('data:') ? -1 : uri.lastIndexOf('#');
  return hash < 0 ? { uri } : { uri: uri.slice(0, hash), name: uri.slice(hash + 1) };
}
