/** Media types of what is stored, as the artifact storage proposal and the OCI image specification name them. */
export const MEDIA_TYPES = {
  /** OCI image manifest 1.1: one per artifact. */
  manifest: 'application/vnd.oci.image.manifest.v1+json',
  /** OCI image index: all outputs of one TaskRun where single results would not fit. */
  index: 'application/vnd.oci.image.index.v1+json',
  /** The config blob of an artifact: who made it, when, from which run. */
  config: 'application/vnd.tekton.artifact.config.v1+json',
  /** `artifactType` of what Tekton stores. */
  artifact: 'application/vnd.tekton.artifact.v1',
  /** `artifactType` of the index that the TaskRuns of a PipelineRun refer to. */
  pipelineRun: 'application/vnd.tekton.artifact.pipelinerun.v1',
  /** `artifactType` of the index that the artifacts of a TaskRun refer to. */
  taskRun: 'application/vnd.tekton.artifact.taskrun.v1',
  /** The layer of a directory artifact. */
  archive: 'application/vnd.tekton.artifact.tar+gzip',
  /** The layer of a file whose type is neither declared nor recognised. */
  binary: 'application/octet-stream',
} as const;

/** `type/subtype` without parameters, RFC 6838 names. */
export const MEDIA_TYPE_PATTERN = /^[a-z0-9][a-z0-9!#$&^_.+-]{0,126}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}$/i;
