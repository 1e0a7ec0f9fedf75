import type { Backend, StorageConfig } from '../contract/storage-config';
import { credentialsSecretOf, locationOf, STORAGE_CONFIG_MAP, storageProblem } from '../contract/storage-config';
import type { PipelineModel, PipelineTaskModel } from './pipeline-model';
import type { KnownStorage, OutputModel } from './task-model';

/** What is wrong with where a task of a Pipeline stores, in full sentences. */
export function checkStorage(named: string, model: PipelineModel, task: PipelineTaskModel): string[] {
  const { storage, outputs, inputs, label } = task.contract;
  if (!storage) return [];
  const unmounted = unmountedPart(storage);
  if (unmounted && [...outputs.filter(isStored), ...inputs.filter(({ content }) => content)].length) {
    return [`${named} is to use ${unmounted}, which ${label} does not mount: apply that storage to the Task too, or to its Chart`];
  }
  const problem = storage.open ? undefined : storageProblem(storage.config);
  if (problem === undefined) return [];
  return outputs.filter((output) => isStored(output) && isConsumed(model, task, output)).map((output) =>
    `${named} has output '${output.name}', which others consume, and ${problem}: `
    + `call ArtifactStorage.oci({ repository: ... }).applyTo(chart), or ArtifactStorage.fromConfigMap().applyTo(chart) where the ConfigMap '${STORAGE_CONFIG_MAP}' is kept by others`);
}

/** Whether an output may be stored: small content stays in its reference, but how small it is only the run knows. */
function isStored({ type, storage }: OutputModel): boolean {
  return type === 'content' && storage !== 'inline';
}

function isConsumed(model: PipelineModel, task: PipelineTaskModel, output: OutputModel): boolean {
  const bound = model.tasks.flatMap(({ bindings }) => bindings.flatMap((binding) => binding.sources));
  return [...bound, ...model.outputs.map(({ source }) => source)]
    .some((source) => source.from === 'task' && source.task === task.name && source.output === output.name);
}

/** What a configuration names and a pod gets from its Task only: volumes are made at synth. */
function unmountedPart({ config, mounts }: KnownStorage): string | undefined {
  const secret = config.backend && credentialsSecretOf(config);
  if (secret && secret.name !== mounts.credentialsSecret) return `the Secret '${secret.name}' (${secret.key})`;
  const claim = config.backend === 'pvc' ? config['pvc.claimName'] : undefined;
  return claim === mounts.claimName || claim === undefined ? undefined : `the claim '${claim}' (pvc.claimName)`;
}

/**
 * Why the steps of one task cannot read what another has stored, or undefined where that is not sure.
 *
 * A reference names a repository, a bucket, a container or a claim. How to get there is the reader's own configuration.
 * Other places on one server are no problem, nor are other Secrets for it, nor none: the run's ServiceAccount may have an
 * identity, the agent's environment keys, and who may read what is for the server to say.
 */
export function unreadableProblem(writer: PipelineTaskModel, output: OutputModel, reader: PipelineTaskModel): string | undefined {
  const [from, to] = [writer.contract.storage, reader.contract.storage];
  if (!from?.config.backend || !to || !isStored(output)) return undefined;
  const missing = MISSING[from.config.backend](from, to) ?? missingAuthority(from, to);
  if (missing === undefined) return undefined;
  return `${writer.contract.label} stores it in ${placeOf(from)}, and ${reader.contract.label}, which uses ${placeOf(to)}, ${missing}: `
    + 'apply one ArtifactStorage to both, or to their Chart';
}

type Missing = (writer: KnownStorage, reader: KnownStorage) => string | undefined;

/** What a reader lacks, by the backend of the writer. */
const MISSING: { readonly [backend in Backend]: Missing } = {
  oci: missingPlainHttp,
  s3: (writer, reader) => otherServer(writer, reader, 's3') ?? otherRegion(writer, reader),
  gcs: (writer, reader) => otherServer(writer, reader, 'gcs'),
  azure: (writer, reader) => otherServer(writer, reader, 'azure'),
  http: (writer, reader) => otherServer(writer, reader, 'http'),
  pvc: ({ config }, { mounts }) => mounts.claimName === locationOf(config) ? undefined : 'does not mount that claim',
  directory: (writer, reader) => reader.open || placeOf(writer) === placeOf(reader) ? undefined : 'follows references to its own directory alone',
};

/** Plain http is for the configured registry alone. */
function missingPlainHttp({ config }: KnownStorage, reader: KnownStorage): string | undefined {
  if (config['oci.plainHttp'] !== 'true' || reader.open) return undefined;
  const isConfigured = registryOf(reader.config) === registryOf(config);
  return isConfigured && reader.config['oci.plainHttp'] === 'true' ? undefined : `does not speak plain http to '${registryOf(config) ?? ''}'`;
}

function registryOf(config: StorageConfig): string | undefined {
  return config['oci.repository']?.split('/')[0];
}

const AMAZON = "Amazon's server";

/** The server that a configuration asks for what a reference of a backend names. Undefined: none. */
const SERVERS = {
  s3: (config: StorageConfig) => config['s3.endpoint']?.replace(/^https:\/\/s3\.[a-z\d-]+\.amazonaws\.com(?:\.cn)?\/?$/, AMAZON) ?? AMAZON,
  gcs: (config: StorageConfig) => config['gcs.endpoint'] ?? 'https://storage.googleapis.com',
  azure: (config: StorageConfig) => config['azure.endpoint'] ?? (config['azure.accountName'] && `https://${config['azure.accountName']}.blob.core.windows.net`),
  http: (config: StorageConfig) => config['http.url'],
};

function otherServer(writer: KnownStorage, reader: KnownStorage, backend: keyof typeof SERVERS): string | undefined {
  if (reader.open) return undefined;
  const [there, here] = [SERVERS[backend](writer.config), SERVERS[backend](reader.config)].map(normalized);
  return there === here || (backend === 'http' && here !== undefined && there?.startsWith(`${here}/`)) ? undefined : `would ask ${here === undefined ? 'no server' : quoted(here)} for it instead of ${quoted(there ?? '')}`;
}

/** As the agent compares them: without the port that is meant anyway, the host in lower case. */
function normalized(server: string | undefined): string | undefined {
  return (server !== undefined && URL.canParse(server) ? new URL(server).href : server)?.replace(/\/+$/, '');
}

function otherRegion({ config }: KnownStorage, reader: KnownStorage): string | undefined {
  const [there, here] = [config['s3.region'], reader.config['s3.region']];
  // The environment may say the region where the configuration does not.
  return there === undefined || here === undefined || there === here ? undefined : `is configured for region '${here}' instead of '${there}'`;
}

function missingAuthority(writer: KnownStorage, reader: KnownStorage): string | undefined {
  const authority = writer.mounts.certificateAuthority;
  const isTrusted = authority === undefined || reader.mounts.certificateAuthority !== undefined || reader.mayTrustMore;
  return isTrusted ? undefined : `does not trust the certificate authority '${authority}'`;
}

function placeOf({ config, open }: KnownStorage): string {
  if (config.backend) return `${config.backend} '${locationOf(config) ?? ''}'`;
  return open ? `the ConfigMap '${STORAGE_CONFIG_MAP}'` : 'no storage';
}

function quoted(server: string): string {
  return server.includes('://') ? `'${server}'` : server;
}
