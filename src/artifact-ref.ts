import { formatReference, parseReference, referenceProblem } from './contract/artifact-reference';

/** Refers to stored content by where it is and what its bytes are. */
export class ArtifactRef {
  /**
   * A reference of two parts.
   *
   * @param uri `<registry>/<repository>` for OCI; no tag, no `@`
   * @param digest `sha256:` and 64 hex digits; for OCI the manifest's
   * @throws an Error that says what was expected
   */
  public static of(uri: string, digest: string): ArtifactRef {
    const problem = referenceProblem({ uri, digest }) ?? (uri === '' ? 'both uri and digest are blank, leave an optional input out instead' : undefined);
    if (problem) throw new Error(`not an artifact reference: ${problem}`);
    return new ArtifactRef(uri, digest);
  }

  /**
   * A reference from one text: `oci:<repository>@sha256:<hex>` or `<uri>@sha256:<hex>`.
   *
   * @throws an Error that says what was expected
   */
  public static parse(text: string): ArtifactRef {
    const { uri, digest } = parseReference(text);
    return ArtifactRef.of(uri, digest);
  }

  /** Where the content is. */
  public readonly uri: string;
  /** Which bytes it has. */
  public readonly digest: string;

  private constructor(uri: string, digest: string) {
    this.uri = uri;
    this.digest = digest;
  }

  /** The reference as one text, which `parse()` reads. */
  public toString(): string {
    return formatReference(this);
  }
}
