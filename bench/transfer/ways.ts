import { createHash } from 'crypto';
import { readFileSync } from 'fs';
import { join } from 'path';
import { planArguments } from '../../src/contract/agent-arguments';
import { agentBootstrap } from '../../src/contract/agent-bootstrap';
import { inputVariables } from '../../src/contract/agent-plan';
import type { ArtifactKindName } from '../../src/contract/artifact-kind';
import type { StorageConfig } from '../../src/contract/storage-config';
import type { Command } from './measure';

/** Where a transfer takes place. */
export interface Place {
  /** What is stored: a directory, or a directory with one file. */
  readonly tree: string;
  readonly kind: ArtifactKindName;
  /** `<host>/<repository>`, or a prefix of keys: nothing else is in it. */
  readonly store: string;
  /** For what an upload tells a download. */
  readonly work: string;
  /** Where the download puts what it fetches; not there yet. */
  readonly out: string;
}

/** One way to hand a directory on by a store. */
export interface Way {
  readonly name: string;
  upload(place: Place): Command;
  download(place: Place): Command;
}

const AGENT = join(__dirname, '..', '..', 'lib', 'agent', 'agent.js.gz');

/** The injected steps, started as in a Pod. */
export function ours(name: string, storage: (store: string) => StorageConfig, env: Command['env'] = {}): Way {
  return {
    name,
    upload: ({ tree, kind, store, work }) => step(['upload', ...planArguments({
      default: storage(store),
      scratch: join(work, 'scratch'),
      containers: 3,
      outputs: [{ name: 'app', kind, path: content(tree, kind), storage: 'external', codec: 'string' }],
    })], work, env),
    download: ({ kind, store, work, out }) => step(['fetch', ...planArguments({
      default: storage(store),
      scratch: join(work, 'scratch'),
      inputs: [{ name: 'app', kind, path: content(out, kind), codec: 'string' }],
    })], work, env, `mkdir '${out}'; export ${inputVariables('app').reference}="$(cat '${work}/app')"`),
  };
}

/** A single file lies in its directory under this name. */
function content(directory: string, kind: ArtifactKindName): string {
  return kind === 'file' ? join(directory, 'file') : directory;
}

function step(args: readonly string[], work: string, env: Command['env'], before = ':'): Command {
  const words = ['node', '-e', agentBootstrap({ path: AGENT, sha256: createHash('sha256').update(readFileSync(AGENT)).digest('hex') }), ...args].map((word) => `'${word.replaceAll("'", "'\\''")}'`);
  return { script: `mkdir -p '${work}/scratch'; ${before}\n${words.join(' ')}`, env: { ...env, ERROR_RESULT: join(work, 'error'), DOCKER_CONFIG: work } };
}

/** What Konflux's build-trusted-artifacts does: `tar | gzip`, its digest, `oras push`; the blob straight into `tar`. */
export function trustedArtifacts(oras: string): Way {
  return {
    name: 'tar | gzip, oras (Konflux)',
    upload: ({ tree, store, work }) => ({
      folder: work,
      script: `tar --create --use-compress-program='gzip -n' --file data --directory='${tree}' .
        sha256sum data | cut -d ' ' -f 1 > digest
        '${oras}' push --plain-http '${store}' data`,
    }),
    download: ({ store, work, out }) => ({
      folder: work,
      script: `mkdir '${out}'; '${oras}' blob fetch --plain-http "${store}@sha256:$(cat digest)" --output - | tar -C '${out}' -zxpf -`,
    }),
  };
}

/** `oras push` and `oras pull` of the directory itself. */
export function orasDirectory(oras: string): Way {
  return {
    name: 'oras push, pull',
    upload: ({ tree, store }) => ({ folder: tree, script: `'${oras}' push --plain-http '${store}:v1' .` }),
    download: ({ store, out }) => ({ script: `'${oras}' pull --plain-http '${store}:v1' --output '${out}'` }),
  };
}

/** The directory as the one layer of an image. */
export function craneImage(crane: string): Way {
  return {
    name: 'crane append, export',
    upload: ({ tree, store, work }) => ({
      folder: work,
      script: `tar --create --file data.tar --directory='${tree}' .; '${crane}' append --insecure --oci-empty-base --new_layer data.tar --new_tag '${store}:v1'`,
    }),
    download: ({ store, out }) => ({ script: `mkdir '${out}'; '${crane}' export --insecure '${store}:v1' - | tar -C '${out}' -xpf -` }),
  };
}

/** File by file into a bucket, `store` is the prefix. */
export function rcloneCopy(rclone: string, bucket: string, env: Command['env']): Way {
  const copy = (from: string, to: string): Command => ({ script: `env -u AWS_CA_BUNDLE '${rclone}' copy --config /dev/null '${from}' '${to}'`, env });
  return {
    name: 'rclone copy',
    upload: ({ tree, store }) => copy(tree, `bench:${bucket}/${store}`),
    download: ({ store, out }) => copy(`bench:${bucket}/${store}`, out),
  };
}
