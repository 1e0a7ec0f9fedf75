import { readFile } from 'fs/promises';
import { isRepositoryUri } from '../../contract/artifact-reference';
import { isObjectBackend, storageProblem, type ObjectBackend, type StorageConfig } from '../../contract/storage-config';
import { PATIENT_TIMING, type Timing } from '../../http-client/timing';
import { Transport } from '../../http-client/transport';
import { DockerConfigCredentials, isLoopback, OciClient, Reference } from '../../oci-client';
import { registryEnvironment, type RegistryEnvironment } from '../config/registry-environment';
import type { CommonPlan, Settings } from '../config/settings';
import { AgentError, messageOf } from '../errors';
import { agentErrorOf } from '../failure';
import { registryWarnings } from '../registry-warnings';
import { DirectoryStore, isLayoutUri, layoutUri } from './directory';
import type { SecretFolder } from './object/credential-file';
import { ObjectStore } from './object/object-store';
import { configuredPlace, formatObjectUri, isObjectUri, parseObjectUri } from './object/object-uri';
import { openBucket } from './object/open-bucket';
import { OciStore } from './oci';
import { checkOnClaim, claimDirectory, formatPvcUri, makeClaimDirectory, parsePvcUri, pvcLocation } from './pvc';
import type { ArtifactStore } from './store';

/** What stores need besides the configuration. */
export interface StoreAccess extends Settings {
  readonly plan: Pick<CommonPlan, 'claim' | 'certificateAuthority' | 'credentialsSecret' | 'credentials'>;
  /** For `DOCKER_CONFIG` and proxies. */
  readonly env: { readonly [name: string]: string | undefined };
  /** Hears what registries warn of, a line each. @default - nobody does */
  readonly print?: (line: string) => void;
  /** @default - patient: a step may have worked for hours */
  readonly timing?: Timing;
  readonly signal?: AbortSignal;
}

/**
 * Opens stores, each once: connections and tokens are shared.
 *
 * Writing goes to the configured backend. Reading goes to where a reference points, as far as this step may: an OCI
 * repository or a bucket with the step's credentials, the configured server, the mounted claim, the configured directory.
 */
export class StoreOpener {
  private readonly stores = new Map<string, Promise<ArtifactStore>>();
  private environment: Promise<RegistryEnvironment> | undefined;
  /** At most two: one for registries spoken to in plain http, one for the others. */
  private readonly clients = new Map<boolean, Promise<OciClient>>();
  private transport: Promise<Transport> | undefined;

  constructor(private readonly access: StoreAccess) {}

  /** Why nothing can be stored, or undefined when something can. */
  public get problem(): string | undefined {
    return storageProblem(this.access.storage);
  }

  /** The store for outputs. @throws AgentError `STORAGE_DISABLED` or `CONFIG_INVALID` */
  public async forWriting(): Promise<ArtifactStore> {
    const { problem } = this;
    if (problem !== undefined) throw new AgentError('STORAGE_DISABLED', problem);
    const { storage, run, plan } = this.access;
    if (isObjectBackend(storage.backend)) return this.forReading(formatObjectUri(configuredPlace(storage.backend, storage, run)));
    if (storage.backend !== 'pvc') return this.forReading(configuredLocation(storage));
    const location = pvcLocation(storage['pvc.claimName'] as string, storage['pvc.basePath'], run);
    const directory = claimDirectory(location, plan.claim);
    if (plan.claim) await makeClaimDirectory(directory, plan.claim);
    return this.forReading(formatPvcUri(location));
  }

  /** The store that a reference's uri names. @throws AgentError `REFERENCE_INVALID` or `CONFIG_INVALID` */
  public forReading(uri: string): Promise<ArtifactStore> {
    const known = this.stores.get(uri);
    const store = known ?? this.open(uri);
    this.stores.set(uri, store);
    return store;
  }

  public async close(): Promise<void> {
    for (const opened of await Promise.allSettled(this.stores.values())) {
      if (opened.status === 'fulfilled') opened.value.close();
    }
  }

  private async open(uri: string): Promise<ArtifactStore> {
    if (uri.startsWith('pvc:')) return this.openClaim(uri);
    if (isLayoutUri(uri)) return this.openDirectory(uri);
    if (isObjectUri(uri)) return this.openObjects(uri);
    if (!isRepositoryUri(uri)) {
      throw new AgentError('REFERENCE_INVALID', `content at '${uri}' cannot be fetched, `
        + "expected '<registry>/<repository>', 's3:', 'gs:', 'azblob:', 'http(s):', 'pvc:<claim>/<path>' or 'data:'");
    }
    try {
      return new OciStore(await this.clientFor(Reference.parse(uri)), uri, this.access.signal);
    } catch (error) {
      throw agentErrorOf(error);
    }
  }

  private async openClaim(uri: string): Promise<ArtifactStore> {
    const { plan, signal } = this.access;
    const directory = claimDirectory(parsePvcUri(uri), plan.claim);
    if (plan.claim) await checkOnClaim(directory, plan.claim);
    return new DirectoryStore(directory, uri, signal);
  }

  private async openObjects(uri: string): Promise<ArtifactStore> {
    const { storage, env, timing = PATIENT_TIMING, signal } = this.access;
    const place = parseObjectUri(uri, storage);
    this.transport ??= this.makeTransport();
    const secret = this.secretFor(place.backend);
    return new ObjectStore(openBucket(place, { storage, env, transport: await this.transport, secret, timing, signal }));
  }

  /** The mounted Secret is for the backend whose configuration names it. */
  private secretFor(backend: ObjectBackend): SecretFolder | undefined {
    const { storage, plan: { credentialsSecret: name, credentials: path } } = this.access;
    return path !== undefined && name !== undefined && name === storage[`${backend}.credentialsSecret`] ? { name, path } : undefined;
  }

  private async makeTransport(): Promise<Transport> {
    return new Transport({ env: this.access.env, ca: await this.authority() });
  }

  /** A reference must not lead to any directory of the machine: only to the one that was configured. */
  private openDirectory(uri: string): ArtifactStore {
    const { storage, signal } = this.access;
    if (storage.backend !== 'directory' || uri !== configuredLocation(storage)) {
      throw new AgentError('REFERENCE_INVALID', `'${uri}' is not the directory that is configured for artifacts, `
        + `expected '${storage.backend === 'directory' ? configuredLocation(storage) : "backend 'directory'"}'`);
    }
    return new DirectoryStore(storage['directory.path'] as string, uri, signal);
  }

  /** Plain http is for the configured registry alone: a reference must not make the step send a password in the clear. */
  private async clientFor({ registry }: Reference): Promise<OciClient> {
    const { storage } = this.access;
    const repository = storage['oci.repository'];
    const isConfigured = repository !== undefined && Reference.parse(repository).registry === registry;
    const configured = isConfigured ? storage['oci.plainHttp'] : undefined;
    const { plainHttp: byOption = false } = isConfigured ? await this.registryEnvironment() : {};
    const plainHttp = configured === undefined ? byOption || isLoopback(registry) : configured === 'true';
    const client = this.clients.get(plainHttp) ?? this.makeClient(plainHttp);
    this.clients.set(plainHttp, client);
    return client;
  }

  /** PEM text. */
  private async authority(): Promise<string | undefined> {
    const path = this.access.plan.certificateAuthority;
    if (path === undefined) return undefined;
    try {
      return await readFile(path, 'utf8');
    } catch (error) {
      throw new AgentError('CONFIG_INVALID', `cannot read the certificate authority '${path}': ${messageOf(error)}`, { cause: error });
    }
  }

  private async makeClient(plainHttp: boolean): Promise<OciClient> {
    const { env, print, timing = PATIENT_TIMING } = this.access;
    const { authFile, ca = await this.authority() } = await this.registryEnvironment();
    const credentials = authFile === undefined ? undefined : new DockerConfigCredentials({ files: [authFile], env });
    const onWarning = print && registryWarnings(print);
    return new OciClient({ env, plainHttp, onWarning, timing, ca, credentials });
  }

  private registryEnvironment(): Promise<RegistryEnvironment> {
    this.environment ??= registryEnvironment(this.access.env);
    return this.environment;
  }
}

/** The uri of the configured place, where it is the same for all runs. */
function configuredLocation(storage: StorageConfig): string {
  return storage.backend === 'directory' ? layoutUri(storage['directory.path'] as string) : storage['oci.repository'] as string;
}
