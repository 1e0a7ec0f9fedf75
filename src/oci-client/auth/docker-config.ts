import { readFile } from 'fs/promises';
import { homedir } from 'os';
import { join } from 'path';
import { isJsonObject, parseJson } from '../../contract/json';
import { systemCodeOf } from '../../contract/thrown';
import type { Environment } from '../../http-client/proxy';
import { OciError } from '../errors';
import type { Reference } from '../reference';
import type { Credential, CredentialSource } from './credential';
import { askHelper } from './credential-helper';

/** The name under which Docker Hub stands in docker config files and helpers. */
const HUB_KEY = 'https://index.docker.io/v1/';
const HUB_HOSTS = new Set(['docker.io', 'index.docker.io', 'registry-1.docker.io']);

interface DockerConfig {
  readonly auths: ReadonlyMap<string, Credential>;
  readonly credHelpers: ReadonlyMap<string, string>;
  readonly credsStore?: string;
}

/** Which docker config files to read. */
export interface DockerConfigOptions {
  /**
   * Files in the format of `~/.docker/config.json`; the first that knows the
   * repository wins. A file named here must exist.
   *
   * @default - `$DOCKER_CONFIG/config.json` or else `~/.docker/config.json`, then
   *   `$REGISTRY_AUTH_FILE`, then `$XDG_RUNTIME_DIR/containers/auth.json`, where they exist
   */
  readonly files?: readonly string[];
  /** Environment of these variables and of the helpers. @default - `process.env` */
  readonly env?: Environment;
}

/**
 * Credentials from docker config files.
 *
 * Within `auths` the longest key that is a path prefix of the repository wins,
 * down to the host, as in containers-auth.json(5). A helper for the registry
 * beats an entry for the host, but not one for a path in it.
 */
export class DockerConfigCredentials implements CredentialSource {
  readonly #files: readonly string[];
  readonly #mustExist: boolean;
  readonly #env: Environment;
  #configs: Promise<DockerConfig[]> | undefined;

  constructor(options: DockerConfigOptions = {}) {
    this.#env = options.env ?? process.env;
    this.#mustExist = options.files !== undefined;
    this.#files = options.files ?? defaultConfigFiles(this.#env);
  }

  async credential(repository: Reference): Promise<Credential | undefined> {
    this.#configs ??= this.readAll();
    for (const config of await this.#configs) {
      const found = await this.lookUp(config, repository);
      if (found !== undefined) {
        return found;
      }
    }
    return undefined;
  }

  private async readAll(): Promise<DockerConfig[]> {
    const configs = await Promise.all(this.#files.map((file) => readConfig(file, this.#mustExist)));
    return configs.filter((config) => config !== undefined);
  }

  private async lookUp(config: DockerConfig, repository: Reference): Promise<Credential | undefined> {
    const byPath = pathsOf(repository).map((path) => config.auths.get(path)).find((found) => found !== undefined);
    if (byPath !== undefined) {
      return byPath;
    }
    const host = repository.registry;
    const helper = config.credHelpers.get(host) ?? config.credsStore;
    const server = host === 'docker.io' ? HUB_KEY : host;
    const fromHelper = helper === undefined ? undefined : await askHelper(helper, server, this.#env);
    return fromHelper ?? config.auths.get(host);
  }
}

/** The files read when none are named, in this order. */
export function defaultConfigFiles(env: Environment): string[] {
  const folder = env.DOCKER_CONFIG || join(env.HOME || homedir(), '.docker');
  const files = [join(folder, 'config.json')];
  if (env.REGISTRY_AUTH_FILE) {
    files.push(env.REGISTRY_AUTH_FILE);
  }
  if (env.XDG_RUNTIME_DIR) {
    files.push(join(env.XDG_RUNTIME_DIR, 'containers', 'auth.json'));
  }
  return files;
}

/** `host/a/b`, `host/a`: the longest first, without the bare host. */
function pathsOf(repository: Reference): string[] {
  const parts = repository.repository.split('/');
  return parts.map((_, index) => [repository.registry, ...parts.slice(0, parts.length - index)].join('/'));
}

async function readConfig(file: string, mustExist: boolean): Promise<DockerConfig | undefined> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (!mustExist && isMissing(error)) {
      return undefined;
    }
    throw new OciError('INVALID_CONFIG', `docker config '${file}' cannot be read`, { cause: error });
  }
  return text.trim() === '' ? undefined : parseConfig(text, file);
}

/** Missing, or in a home or folder that is not there. */
function isMissing(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR'].includes(systemCodeOf(error) ?? '');
}

function parseConfig(text: string, file: string): DockerConfig {
  const parsed = parseJson(text);
  if (parsed === undefined) {
    throw new OciError('INVALID_CONFIG', `docker config '${file}' is not JSON`);
  }
  const config = asObject(parsed, 'the file', file);
  const auths = new Map<string, Credential>();
  for (const [key, entry] of Object.entries(objectAt(config, 'auths', file))) {
    const credential = parseEntry(entry, key, file);
    if (credential !== undefined) {
      auths.set(normalizeKey(key), credential);
    }
  }
  const helpers = Object.entries(objectAt(config, 'credHelpers', file));
  const { credsStore } = config;
  return {
    auths,
    credHelpers: new Map(helpers.map(([key, name]) => [normalizeKey(key), String(name)])),
    ...(typeof credsStore === 'string' && credsStore !== '' ? { credsStore } : {}),
  };
}

function objectAt(config: Record<string, unknown>, name: string, file: string): Record<string, unknown> {
  const value = config[name];
  return value === undefined || value === null ? {} : asObject(value, `'${name}'`, file);
}

function asObject(value: unknown, what: string, file: string): Record<string, unknown> {
  if (!isJsonObject(value)) {
    throw new OciError('INVALID_CONFIG', `docker config '${file}': ${what} is not an object`);
  }
  return value;
}

function parseEntry(value: unknown, key: string, file: string): Credential | undefined {
  const entry = asObject(value, `the entry of '${key}'`, file);
  const text = (name: string) => typeof entry[name] === 'string' ? entry[name] as string : '';
  if (text('registrytoken') !== '') {
    return { accessToken: text('registrytoken') };
  }
  if (text('identitytoken') !== '') {
    return { refreshToken: text('identitytoken') };
  }
  const [username, password] = text('auth') === ''
    ? [text('username'), text('password')]
    : splitAuth(text('auth'), key, file);
  // Docker leaves empty entries for registries whose secret a helper keeps.
  return username === '' && password === '' ? undefined : { username, password };
}

function splitAuth(auth: string, key: string, file: string): [string, string] {
  const text = Buffer.from(auth, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  if (colon < 1) {
    throw new OciError('INVALID_CONFIG', `docker config '${file}': 'auth' of '${key}' is not base64 of user:password`);
  }
  // Docker pads some passwords with NUL.
  return [text.slice(0, colon), text.slice(colon + 1).replace(/\0+$/, '')];
}

/** `https://host/v1/` and `host` are the same; `host/path` stays. */
function normalizeKey(key: string): string {
  const bare = key.replace(/^https?:\/\//, '').replace(/\/+$/, '').replace(/^([^/]+)\/v[12]$/, '$1');
  const slash = bare.indexOf('/');
  const host = slash < 0 ? bare : bare.slice(0, slash);
  return HUB_HOSTS.has(host) ? `docker.io${bare.slice(host.length)}` : bare;
}
