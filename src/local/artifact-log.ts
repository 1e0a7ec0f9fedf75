import type { ArtifactRecord } from './events';

/**
 * Reads the line of JSON that injected steps write for each artifact, or undefined for any other line.
 *
 * Shape: `{"artifact": {"name", "kind", "uri", "digest", "size", "milliseconds"}, "command": "fetch" | "upload"}`.
 */
export function readArtifactLine(line: string): ArtifactRecord | undefined {
  if (!line.startsWith('{"')) return undefined;
  const { command, artifact } = parse(line);
  if ((command !== 'fetch' && command !== 'upload') || typeof artifact !== 'object' || artifact === null) return undefined;
  const { name, kind, uri, digest, size, milliseconds } = artifact as { readonly [key: string]: unknown };
  if (![name, kind, uri, digest].every((value) => typeof value === 'string')) return undefined;
  return {
    direction: command,
    name: String(name),
    kind: String(kind),
    uri: String(uri),
    digest: String(digest),
    ...typeof size === 'number' && { size },
    ...typeof milliseconds === 'number' && { milliseconds },
  };
}

function parse(line: string): { readonly [key: string]: unknown } {
  try {
    return JSON.parse(line) as { readonly [key: string]: unknown };
  } catch {
    return {};
  }
}
