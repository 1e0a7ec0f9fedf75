/** Annotations on manifests and layers, as the artifact storage proposal names them. */
export const ANNOTATIONS = {
  name: 'dev.tekton.artifact/name',
  taskRun: 'dev.tekton.artifact/taskrun',
  pipelineRun: 'dev.tekton.artifact/pipelinerun',
  namespace: 'dev.tekton.artifact/namespace',
  /** Uid of the PipelineRun, else of the TaskRun. Ours. */
  runUid: 'dev.tekton.artifact/run-uid',
  created: 'dev.tekton.artifact/created',
  buildOutput: 'dev.tekton.artifact/build-output',
  /** On the layer of a directory: `tar+gzip`. */
  archive: 'dev.tekton.artifact/archive',
  /** sha256 of the uncompressed archive: the stable identity of the content. Ours; no proposal has it. */
  diffId: 'dev.tekton.artifact/diff-id',
  /** Of quay.io: when the manifest expires, `5d` for example. Konflux's. */
  expiresAfter: 'quay.expires-after',
  /** OCI: the file name of a layer. */
  title: 'org.opencontainers.image.title',
} as const;

/** The value of the `archive` annotation. */
export const ARCHIVE_TAR_GZIP = 'tar+gzip';
