import { isLoopback } from '../http-client/loopback';
import { DEFAULT_TIMING, type Timing } from '../http-client/timing';
import { Transport, type TransportOptions } from '../http-client/transport';
import type { CredentialSource } from './auth/credential';
import { DockerConfigCredentials } from './auth/docker-config';
import type { UploadOptions } from './blob-store';
import { DEFAULT_CHUNK_SIZE } from './chunked-upload';
import { Reference } from './reference';
import { RegistrySession } from './registry-session';
import { Repository } from './repository';

/** How to reach registries. */
export interface OciClientOptions extends TransportOptions {
  /** Where credentials come from. @default - the docker config files of the user */
  readonly credentials?: CredentialSource;
  /**
   * Registries, `host[:port]`, to speak to in plain http, or true for all of them.
   *
   * @default - those on this machine: `localhost`, 127.0.0.0/8, `[::1]`
   */
  readonly plainHttp?: boolean | readonly string[];
  /** Waits and numbers of tries. @default - see `Timing` */
  readonly timing?: Partial<Timing>;
  /** How blobs are sent. @default - whole, in chunks of 4 MiB where that does not work */
  readonly uploads?: Partial<UploadOptions>;
  /** Hears what registries warn of, each of it once; nothing may depend on it. @default - nobody does */
  readonly onWarning?: (warning: RegistryWarning) => void;
}

/** What a registry tells its users beside an answer. */
export interface RegistryWarning {
  /** `host[:port]` */
  readonly registry: string;
  /** In the registry's own words, on one line. */
  readonly text: string;
}

/**
 * A client of OCI registries, by the OCI distribution specification 1.1.
 *
 * It keeps connections and tokens, so make one and use it for everything.
 * All that it does is streamed, repeated where that can help, and fails with
 * an `OciError`.
 *
 * ```ts
 * const client = new OciClient();
 * const repository = client.repository('registry.example.com/ci/artifacts');
 * const { content } = await repository.manifests.fetch('latest');
 * ```
 *
 * @see https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md
 */
export class OciClient {
  readonly #transport: Transport;
  readonly #credentials: CredentialSource;
  readonly #repositories = new Map<string, Repository>();
  readonly #warnings = new Set<string>();

  constructor(private readonly options: OciClientOptions = {}) {
    this.#transport = new Transport(options);
    this.#credentials = options.credentials ?? new DockerConfigCredentials({ env: options.env });
  }

  /**
   * A repository by its name, `registry/path`; a tag or digest in it is left out.
   *
   * No request is made. Asked again, it is the same object, with its tokens.
   *
   * @throws OciError `INVALID_REFERENCE`.
   */
  repository(name: string | Reference): Repository {
    const { registry, repository } = typeof name === 'string' ? Reference.parse(name) : name;
    const reference = Reference.of({ registry, repository });
    const known = this.#repositories.get(reference.name);
    const found = known ?? this.makeRepository(reference);
    this.#repositories.set(reference.name, found);
    return found;
  }

  /** Closes all connections. Not needed to let the process end. */
  close(): void {
    this.#transport.close();
  }

  private makeRepository(reference: Reference): Repository {
    const warn = (text: string) => this.warn({ registry: reference.registry, text });
    const session = new RegistrySession(reference, this.isPlain(reference), this.#credentials, this.#transport, warn);
    const timing = { ...DEFAULT_TIMING, ...this.options.timing };
    return new Repository(session, timing, { chunkSize: DEFAULT_CHUNK_SIZE, chunked: false, ...this.options.uploads });
  }

  private warn(warning: RegistryWarning): void {
    const key = `${warning.registry} ${warning.text}`;
    if (!this.#warnings.has(key)) {
      this.#warnings.add(key);
      this.options.onWarning?.(warning);
    }
  }

  private isPlain({ registry }: Reference): boolean {
    const { plainHttp } = this.options;
    if (plainHttp === undefined) {
      return isLoopback(registry);
    }
    return typeof plainHttp === 'boolean' ? plainHttp : plainHttp.includes(registry);
  }
}
