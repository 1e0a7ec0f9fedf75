import { isJsonObject, parseJsonObject } from '../contract/json';
import type { ArtifactRecord } from './events';

/**
 * Reads the line of JSON that injected steps write for each artifact, or undefined for any other line.
 *
 * Shape: `{"action", "name", "kind", "ref": {"location", "digest", "size"}, "seconds"}`, see `artifactLines` of the agent.
 */
export function readArtifactLine(line: string): ArtifactRecord | undefined {
  if (!line.startsWith('{"action":')) return undefined;
  const { action, name, kind, ref, seconds } = parseJsonObject(line) ?? {};
  if (!isJsonObject(ref)) return undefined;
  const { location, digest, size } = ref;
  if (![action, name, kind, location, digest].every((value) => typeof value === 'string')) return undefined;
  return {
    action: String(action),
    name: String(name),
    kind: String(kind),
    uri: String(location),
    digest: String(digest),
    ...typeof size === 'number' && { size },
    ...typeof seconds === 'number' && { milliseconds: Math.round(seconds * 1000) },
  };
}
