import { ANNOTATIONS } from '../../contract/annotations';
import { artifactTag } from '../../contract/artifact-tag';
import type { Descriptor } from '../../contract/descriptor';
import { MEDIA_TYPES } from '../../contract/media-types';
import { DEFAULT_TAG_PATTERN } from '../../contract/storage-config';
import type { RunIdentity } from '../config/run-identity';
import { documentOf, type Document } from './manifest';

/** A run in a registry: an index that names nothing, for others to refer to. */
export interface RunNode {
  readonly document: Document;
  readonly tag: string;
}

/** What the artifacts of a TaskRun refer to. */
export interface RunNodes {
  /** Absent for a TaskRun of its own. */
  readonly pipelineRun?: RunNode;
  readonly taskRun: RunNode;
}

/**
 * The nodes that keep a run together: artifact -> TaskRun -> PipelineRun, each by its `subject`.
 *
 * They are made of nothing but the names and the uid of the run. So every upload step knows the digest of the same
 * PipelineRun without asking anybody, any of them can be the first to store it, and a retry changes nothing.
 *
 * @returns undefined for a program run by hand, that belongs to no run
 */
export function runNodes(run: RunIdentity, tagPattern: string = DEFAULT_TAG_PATTERN): RunNodes | undefined {
  if (run.taskRun === '') return undefined;
  const { taskRun: _, ...pipeline } = run;
  const pipelineRun = run.pipelineRun === '' ? undefined : {
    document: nodeOf(MEDIA_TYPES.pipelineRun, pipeline),
    tag: tagOf(`${prefixOf(tagPattern)}{{namespace}}.{{pipelinerun}}`, run),
  };
  return {
    ...pipelineRun ? { pipelineRun } : {},
    taskRun: {
      document: nodeOf(MEDIA_TYPES.taskRun, run, pipelineRun?.document.descriptor),
      tag: tagOf(`${prefixOf(tagPattern)}{{namespace}}.{{pipelinerun}}.{{taskrun}}`, run),
    },
  };
}

/** Beside the default pattern nothing else is called so; a pattern of the user's may make any name but one with this sign in front. */
function prefixOf(tagPattern: string): string {
  return tagPattern === DEFAULT_TAG_PATTERN ? '' : '_';
}

function tagOf(pattern: string, run: RunIdentity): string {
  return artifactTag(pattern, { namespace: run.namespace, pipelinerun: run.pipelineRun, taskrun: run.taskRun, artifact: '' });
}

function nodeOf(artifactType: string, run: Partial<RunIdentity>, subject?: Descriptor): Document {
  return documentOf(MEDIA_TYPES.index, {
    schemaVersion: 2,
    mediaType: MEDIA_TYPES.index,
    artifactType,
    manifests: [],
    ...subject ? { subject } : {},
    annotations: annotationsOf(run),
  });
}

/** Without a time: it would tell the nodes of two steps apart. */
function annotationsOf({ namespace, pipelineRun, taskRun, uid }: Partial<RunIdentity>): { [name: string]: string } {
  const known: [string, string | undefined][] = [
    [ANNOTATIONS.namespace, namespace],
    [ANNOTATIONS.pipelineRun, pipelineRun],
    [ANNOTATIONS.taskRun, taskRun],
    [ANNOTATIONS.runUid, uid],
  ];
  return Object.fromEntries(known.filter((entry): entry is [string, string] => Boolean(entry[1])));
}
