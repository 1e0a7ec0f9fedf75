import * as z from 'zod/mini';
import { ARTIFACT_KINDS } from './artifact-kind';
import { ARTIFACT_NAME_PATTERN } from './artifact-name';
import { MEDIA_TYPE_PATTERN } from './media-types';
import { storageConfigSchema } from './storage-config';

/**
 * What the compiler tells an injected step to do: static, checked on both sides by one schema.
 *
 * It travels as the arguments of the step: `fetch --input={...} --setting=value`. What only a run knows
 * (references, paths of results) travels by env and by trailing sections, never inside this JSON, so that no
 * value of a param can change the plan.
 */
const name = z.string().check(z.regex(ARTIFACT_NAME_PATTERN));
const path = z.string().check(z.startsWith('/'));

/** One input to fetch. */
const fetchInputSchema = z.strictObject({
  name,
  kind: z.enum(ARTIFACT_KINDS),
  /** The file or directory that the user's steps read. For a list: the directory of its elements `0`, `1`, ... */
  path,
  /** A blank reference is no error. Default false. */
  optional: z.optional(z.boolean()),
  /** How the reference reaches the step: an object of uri and digest, one string, or a list of strings. Default `object`. */
  codec: z.optional(z.enum(['object', 'string', 'list'])),
  /** Set: the step result that repeats the reference once its content is verified, for provenance. */
  result: z.optional(z.string()),
  /**
   * Default true. False: only the reference is wanted, `$(inputs.image.uri)`, so it is checked and nothing is fetched.
   * The content of a reference output (an image, say) is not ours to fetch.
   */
  content: z.optional(z.boolean()),
});

/** One output to upload. */
const uploadOutputSchema = z.strictObject({
  name,
  /** `content`: what lies at `path` is stored. `reference`: the step wrote `<uri>@<digest>` into the file `path`. */
  type: z.optional(z.enum(['content', 'reference'])),
  kind: z.enum(ARTIFACT_KINDS),
  path,
  mediaType: z.optional(z.string().check(z.regex(MEDIA_TYPE_PATTERN))),
  /** Inline or stored; unset: by size. */
  storage: z.optional(z.enum(['inline', 'external'])),
  /** The reference output, or the input in this step's env, with the image that it is attached to. */
  attachTo: z.optional(name),
  /** A build output: `isBuildArtifact` is emitted. Default false. */
  subject: z.optional(z.boolean()),
  /** Nothing written is no error, the reference is blank. Default false. */
  optional: z.optional(z.boolean()),
  /** Default `object`. */
  codec: z.optional(z.enum(['object', 'string'])),
  /** The step result to write. Default: the name. */
  result: z.optional(z.string()),
  /** Part of the plan's index instead of a result of its own. Default false. */
  indexed: z.optional(z.boolean()),
});

/** What `fetch` and `upload` have in common. */
const common = {
  /** The cluster default of the configuration, the weakest level. */
  default: z.optional(storageConfigSchema),
  /** Directory of the namespace ConfigMap. */
  config: z.optional(path),
  /** Directory of the pod's `annotations`, `labels` and `namespace`. */
  pod: z.optional(path),
  /** Where the claim `claimName` of the PVC backend is mounted. */
  claim: z.optional(z.strictObject({ name: z.string(), path })),
  /** The Secret that is mounted for the store, so that a configuration naming another one is noticed. */
  credentialsSecret: z.optional(z.string()),
  /** Where it is mounted, one file a key. Unset for a registry's: that one is found by `DOCKER_CONFIG`. */
  credentials: z.optional(path),
  /** PEM file of a private certificate authority, added to the system's. */
  certificateAuthority: z.optional(path),
  /** Private scratch directory on the pod's own disk. */
  scratch: path,
};

/** The plan of a fetch step. */
export const fetchPlanSchema = z.strictObject({
  ...common,
  inputs: z.array(fetchInputSchema),
  /** As in the plan of an upload; needed where inputs are repeated as results. */
  containers: z.optional(z.int().check(z.positive())),
});

/** The plan of an upload step. */
export const uploadPlanSchema = z.strictObject({
  ...common,
  outputs: z.array(uploadOutputSchema),
  /** Containers of the pod that share the result bytes, injected and Tekton's own included. */
  containers: z.int().check(z.positive()),
  /**
   * Directory of the Task's results: Tekton repeats those already written in the message of this step too.
   * Default `/tekton/results`.
   */
  results: z.optional(path),
  /** Set: one more result of this name, the digest of an index of the outputs that are `indexed`. */
  index: z.optional(z.string()),
});

/** What `exists` and `delete`, for people and scripts, are told: how to reach stores, and references. */
export const referencesPlanSchema = z.strictObject({ ...common, scratch: z.optional(path), references: z.array(z.string()).check(z.minLength(1)) });

export type FetchInput = z.infer<typeof fetchInputSchema>;
export type UploadOutput = z.infer<typeof uploadOutputSchema>;
export type FetchPlan = z.infer<typeof fetchPlanSchema>;
export type UploadPlan = z.infer<typeof uploadPlanSchema>;
export type ReferencesPlan = z.infer<typeof referencesPlanSchema>;

/** Where Tekton has the results of a Task. */
export const TASK_RESULTS = '/tekton/results';

/** The env variables by which the references of an input reach the fetch step. */
export function inputVariables(input: string): { readonly uri: string; readonly digest: string; readonly reference: string } {
  return { uri: `INPUT_${input}_URI`, digest: `INPUT_${input}_DIGEST`, reference: `INPUT_${input}_REF` };
}

/** Env: the path of the step result `error`; the step's other results are its siblings. */
export const ERROR_RESULT_VARIABLE = 'ERROR_RESULT';

/** Env of the upload step: the path of the exit code of the step that may have failed (`upload: always`). */
export const EXIT_CODE_VARIABLE = 'EXIT_CODE_OF';

/** Env of the upload step: `no` when the condition of the PipelineTask was false and user steps did not run. */
export const RUN_VARIABLE = 'RUN';

/** The step result by which fetch or gate say whether user steps run: `yes` or `no`. */
export const RUN_RESULT = 'run';

/** The step result with the cause of a failure, unset in a green run. At most 200 bytes. */
export const ERROR_RESULT = 'error';

/** Longest `error` result, in bytes. */
export const ERROR_RESULT_BYTES = 200;
