/**
 * Why an injected step failed, as its exit code.
 *
 * The exit code is all that `kubectl get taskrun` shows of a failed step, so each cause has its own.
 * Codes are API: they are never renumbered. None is a code that shells or runtimes use (1, 2, 126 and up).
 */
export const EXIT_CODES = {
  /** The injected step was called with arguments it does not know: a mixed or edited installation. */
  USAGE: 64,
  /** A fault in the agent itself. */
  INTERNAL: 70,
  /** The step was told to stop: the run was cancelled or timed out. */
  CANCELLED: 75,
  /** A storage configuration (annotation, ConfigMap, default) is not valid. */
  CONFIG_INVALID: 20,
  /** Content must be stored and no storage is configured, or it is disabled. */
  STORAGE_DISABLED: 21,
  /** A reference is malformed, or has only one of uri and digest. */
  REFERENCE_INVALID: 22,
  /** A required input came without a reference. */
  INPUT_MISSING: 23,
  /** A step never wrote the output. */
  OUTPUT_MISSING: 24,
  /** A file was declared and a directory found, or the other way round. */
  KIND_MISMATCH: 25,
  /** The output cannot be read: owner or mode. */
  OUTPUT_UNREADABLE: 26,
  /** The output cannot be packed: a device or socket, or it changed while it was read. */
  OUTPUT_INVALID: 27,
  /** An output declared inline is too large for it. */
  INLINE_TOO_LARGE: 28,
  /** The references do not fit into the step's share of the pod's result bytes. */
  RESULTS_TOO_LARGE: 29,
  /** The artifact, or a part of it, is not in the store. */
  NOT_FOUND: 30,
  /** Bytes do not have the digest they were announced with. */
  DIGEST_MISMATCH: 31,
  /** An archive is malformed or would write outside its directory. */
  ARCHIVE_INVALID: 32,
  /** A limit against decompression bombs was passed. */
  LIMIT_EXCEEDED: 33,
  /** The store refused the credentials, or wanted some. */
  UNAUTHORIZED: 34,
  /** The store could not be reached or kept failing. */
  STORE_UNAVAILABLE: 35,
  /** No space left for scratch or content. */
  DISK_FULL: 36,
  /** The store answered too slowly. */
  TIMEOUT: 37,
  /** The place of an input is taken, or cannot be written to. */
  DESTINATION_INVALID: 38,
} as const;

/** The name of a cause: the `code` of every error the agent throws. */
export type ExitReason = keyof typeof EXIT_CODES;
