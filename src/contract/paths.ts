/**
 * Where things lie in a step's file system.
 *
 * Not under `/tekton/`: the webhook refuses volume mounts there.
 */
export const PATHS = {
  /** One folder or file for each input. */
  inputs: '/var/artifacts/inputs',
  /** One folder or file for each output. */
  outputs: '/var/artifacts/outputs',
  /** Mounted beside the outputs so that the kubelet makes the directories; nobody reads it. */
  makeDirectories: '/var/artifacts/.mkdir',
  /** Scratch space of the injected steps, never seen by user steps. */
  scratch: '/var/artifacts/.scratch',
  /** The namespace's storage configuration: one file a key. */
  config: '/var/artifacts/config',
  /** What the pod knows of itself: `annotations`, `labels`, `namespace`. */
  pod: '/var/artifacts/pod',
  /** The bundled agent. */
  agent: '/var/artifacts/agent',
  /** The credentials of a dedicated Secret: of a registry as `config.json`, of another store one file a key. */
  credentials: '/var/artifacts/credentials',
  /** The certificate authority of a private registry, as `ca.crt`. */
  certificateAuthority: '/var/artifacts/ca',
  /** The claim of the PVC backend. */
  claim: '/var/artifacts/store',
} as const;

/** The root of all of them: a user's own mount may not be here. */
export const ARTIFACTS_ROOT = '/var/artifacts';
