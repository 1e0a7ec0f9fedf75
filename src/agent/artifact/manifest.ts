import * as z from 'zod/mini';
import { ANNOTATIONS, ARCHIVE_TAR_GZIP } from '../../contract/annotations';
import type { ArtifactKindName } from '../../contract/artifact-kind';
import type { Descriptor } from '../../contract/descriptor';
import { digestOf, isDigest, type Digest } from '../../contract/digest';
import { parseJson } from '../../contract/json';
import { MEDIA_TYPES } from '../../contract/media-types';
import type { RunIdentity } from '../config/run-identity';
import { descriptorSchema } from '../descriptor-schema';
import { AgentError } from '../errors';
import type { StoredManifest } from '../stores/store';

/** What the manifest says of an artifact. */
export interface ArtifactFacts {
  readonly name: string;
  readonly kind: ArtifactKindName;
  readonly mediaType: string;
  readonly run: Pick<RunIdentity, 'namespace' | 'pipelineRun' | 'taskRun'>;
  /** A build output. */
  readonly subject: boolean;
  readonly created: Date;
  /** When registries that know it delete the artifact: `5d`. @default - never */
  readonly expiresAfter?: string;
}

/** The content of an artifact. */
export interface Layer {
  readonly digest: Digest;
  readonly size: number;
  readonly diffId: Digest;
}

/** Bytes with their descriptor. */
export interface Document {
  readonly descriptor: Descriptor;
  readonly content: Buffer;
}

/** A manifest ready to be stored: its config blob first, then itself. */
export interface ArtifactManifest {
  readonly config: Document;
  readonly layer: Descriptor;
  readonly manifest: Document;
}

/**
 * Writes the manifest of an artifact in the format of TEP-0164: same facts, same bytes.
 *
 * @param subject the manifest that it belongs to
 * @param artifactType what it is to those that look for attached things by their type
 * @see https://github.com/opencontainers/image-spec/blob/v1.1.1/manifest.md
 */
export function artifactManifest(
  facts: ArtifactFacts, { digest, size, diffId }: Layer, subject?: Descriptor, artifactType: string = MEDIA_TYPES.artifact,
): ArtifactManifest {
  const layer: Descriptor = {
    mediaType: facts.mediaType,
    digest,
    size,
    annotations: {
      [ANNOTATIONS.title]: facts.name,
      ...facts.kind === 'directory' ? { [ANNOTATIONS.archive]: ARCHIVE_TAR_GZIP } : {},
      [ANNOTATIONS.diffId]: diffId,
    },
  };
  const config = documentOf(MEDIA_TYPES.config, configOf(facts));
  const manifest = documentOf(MEDIA_TYPES.manifest, {
    schemaVersion: 2,
    mediaType: MEDIA_TYPES.manifest,
    artifactType,
    config: config.descriptor,
    layers: [layer],
    ...subject ? { subject } : {},
    annotations: annotationsOf(facts),
  });
  return { config, layer, manifest };
}

/** JSON with its descriptor. */
export function documentOf(mediaType: string, value: object): Document {
  const content = Buffer.from(JSON.stringify(value));
  return { content, descriptor: { mediaType, digest: digestOf(content), size: content.length } };
}

function configOf({ created, name, run, subject, mediaType }: ArtifactFacts): object {
  return {
    created: timestamp(created),
    artifact: {
      name,
      taskrun: run.taskRun,
      pipelinerun: run.pipelineRun,
      namespace: run.namespace,
      buildOutput: subject,
      contentType: mediaType,
    },
  };
}

function annotationsOf({ created, name, run, subject, expiresAfter }: ArtifactFacts): { [name: string]: string } {
  return {
    [ANNOTATIONS.name]: name,
    [ANNOTATIONS.taskRun]: run.taskRun,
    [ANNOTATIONS.pipelineRun]: run.pipelineRun,
    [ANNOTATIONS.namespace]: run.namespace,
    [ANNOTATIONS.buildOutput]: String(subject),
    [ANNOTATIONS.created]: timestamp(created),
    ...expiresAfter ? { [ANNOTATIONS.expiresAfter]: expiresAfter } : {},
  };
}

/** RFC 3339 in seconds, as the proposal shows it. */
function timestamp(date: Date): string {
  return date.toISOString().replace(/\.\d+Z$/, 'Z');
}

const manifestSchema = z.looseObject({
  config: descriptorSchema,
  layers: z.array(descriptorSchema),
  annotations: descriptorSchema.shape.annotations,
});

/** What a stored manifest says. */
export interface ParsedManifest {
  readonly kind: ArtifactKindName;
  readonly layer: Descriptor;
  /** Absent in manifests of other tools. */
  readonly diffId?: Digest;
  readonly created?: Date;
  readonly annotations: { readonly [name: string]: string };
}

/** Types by which other tools (Konflux, ORAS) name the archive of a directory. */
const FOREIGN_ARCHIVE = /^application\/vnd\.oci\.image\.layer\.v1\.tar(\+gzip)?$|[.+/]tar\+gzip$/;

/**
 * Reads the manifest of an artifact, ours or one of a single layer that another tool pushed.
 *
 * @throws AgentError `REFERENCE_INVALID` for anything else: a container image, an index
 */
export function parseManifest(stored: StoredManifest, place: string): ParsedManifest {
  const result = manifestSchema.safeParse(parseJson(stored.content));
  const isImage = /image\.config|container\.image/.test(result.data?.config.mediaType ?? '');
  if (!result.success || isImage || result.data.layers.length !== 1) {
    const what = isImage ? 'a container image' : `no artifact but a '${stored.descriptor.mediaType}'`;
    throw new AgentError('REFERENCE_INVALID', `'${place}' is ${what}, it has no content to fetch: use its uri and digest instead of its path`);
  }
  const { config, layers: [layer] } = result.data;
  const diffId = layer.annotations?.[ANNOTATIONS.diffId];
  const created = result.data.annotations?.[ANNOTATIONS.created];
  const isArchive = layer.annotations?.[ANNOTATIONS.archive] !== undefined
    || (config.mediaType !== MEDIA_TYPES.config && FOREIGN_ARCHIVE.test(layer.mediaType));
  return {
    kind: isArchive ? 'directory' : 'file',
    layer,
    ...diffId !== undefined && isDigest(diffId) ? { diffId } : {},
    ...created !== undefined && !isNaN(Date.parse(created)) ? { created: new Date(created) } : {},
    annotations: result.data.annotations ?? {},
  };
}
