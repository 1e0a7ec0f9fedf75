import { isIP } from 'net';
import { isDigest, parseDigest, type Digest } from '../contract/digest';
import { isRegistryHost, MAX_REPOSITORY_LENGTH } from '../contract/registry-host';
import { messageOf } from '../contract/thrown';
import { OciError } from './errors';

const DEFAULT_REGISTRY = 'docker.io';
const LEGACY_DEFAULT_REGISTRY = 'index.docker.io';
const OFFICIAL_NAMESPACE = 'library';

// The grammar of github.com/distribution/reference (regexp.go).
const HOST_LABEL = '(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])';
const REGISTRY = new RegExp(`^(?:${HOST_LABEL}(?:\\.${HOST_LABEL})*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?$`);
const PATH_COMPONENT = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*';
const REPOSITORY = new RegExp(`^${PATH_COMPONENT}(?:/${PATH_COMPONENT})*$`);
const TAG = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/;

/** The parts of a reference. */
export interface ReferenceParts {
  /** Host name or address, with the port if it is not the usual one. */
  readonly registry: string;
  /** Path of the repository in the registry. */
  readonly repository: string;
  /** @default - none */
  readonly tag?: string;
  /** @default - none */
  readonly digest?: Digest;
}

/**
 * The name of a repository, or of something in it:
 * `registry/repository[:tag][@digest]`.
 *
 * Short names mean Docker Hub, as everywhere: `alpine` is
 * `docker.io/library/alpine`. No tag is added where none is given. With both a
 * tag and a digest, the digest decides and the tag is only kept.
 *
 * @see https://github.com/distribution/reference
 */
export class Reference implements ReferenceParts {
  /** @throws OciError `INVALID_REFERENCE`, saying which part is wrong. */
  static parse(text: string): Reference {
    return new Reference(splitReference(text), text);
  }

  /** A reference of known parts. @throws OciError `INVALID_REFERENCE`. */
  static of(parts: ReferenceParts): Reference {
    return new Reference(parts, joinReference(parts));
  }

  readonly registry: string;
  readonly repository: string;
  readonly tag?: string;
  readonly digest?: Digest;

  private constructor(parts: ReferenceParts, shown: string) {
    const problem = problemOf(parts);
    if (problem !== undefined) {
      throw new OciError('INVALID_REFERENCE', `invalid reference '${shown}': ${problem}`);
    }
    this.registry = parts.registry;
    this.repository = parts.repository;
    this.tag = parts.tag;
    this.digest = parts.digest;
  }

  /** `registry/repository`, without tag and digest. */
  get name(): string {
    return `${this.registry}/${this.repository}`;
  }

  /** The host to talk to, with its port: another one than the registry's name for Docker Hub. */
  get host(): string {
    return this.registry === DEFAULT_REGISTRY ? 'registry-1.docker.io' : this.registry;
  }

  /** This repository at a digest, without the tag. */
  withDigest(digest: Digest): Reference {
    return Reference.of({ registry: this.registry, repository: this.repository, digest });
  }

  /** This repository at a tag, without the digest. */
  withTag(tag: string): Reference {
    return Reference.of({ registry: this.registry, repository: this.repository, tag });
  }

  toString(): string {
    return joinReference(this);
  }
}

/** Whether the text may be used as a tag. */
export function isTag(text: string): boolean {
  return TAG.test(text);
}

function splitReference(text: string): ReferenceParts {
  const at = text.indexOf('@');
  const digest = at < 0 ? undefined : digestPart(text, text.slice(at + 1));
  const named = at < 0 ? text : text.slice(0, at);
  // A colon before the last slash belongs to the port of the registry.
  const colon = named.indexOf(':', named.lastIndexOf('/') + 1);
  const tag = colon < 0 ? undefined : named.slice(colon + 1);
  return { ...splitName(colon < 0 ? named : named.slice(0, colon)), tag, digest };
}

function digestPart(text: string, digest: string): Digest {
  try {
    return parseDigest(digest);
  } catch (error) {
    throw new OciError('INVALID_REFERENCE', `invalid reference '${text}': ${messageOf(error)}`);
  }
}

function splitName(name: string): { registry: string; repository: string } {
  const slash = name.indexOf('/');
  const first = name.slice(0, Math.max(slash, 0));
  if (slash < 0 || !isRegistryHost(first)) {
    return { registry: DEFAULT_REGISTRY, repository: officialName(name) };
  }
  const repository = name.slice(slash + 1);
  return first === DEFAULT_REGISTRY || first === LEGACY_DEFAULT_REGISTRY
    ? { registry: DEFAULT_REGISTRY, repository: officialName(repository) }
    : { registry: first, repository };
}

function officialName(repository: string): string {
  return repository === '' || repository.includes('/') ? repository : `${OFFICIAL_NAMESPACE}/${repository}`;
}

function joinReference(parts: ReferenceParts): string {
  const tag = parts.tag === undefined ? '' : `:${parts.tag}`;
  const digest = parts.digest === undefined ? '' : `@${parts.digest}`;
  return `${parts.registry}/${parts.repository}${tag}${digest}`;
}

function problemOf(parts: ReferenceParts): string | undefined {
  return problemOfRegistry(parts.registry)
    ?? problemOfRepository(parts.repository)
    ?? problemOfVersion(parts);
}

function problemOfRegistry(registry: string): string | undefined {
  if (!REGISTRY.test(registry)) {
    return `'${registry}' is not a registry, expected a host name or address and perhaps a port`;
  }
  const address = /^\[(.*)\]/.exec(registry)?.[1];
  if (address !== undefined && isIP(address) !== 6) {
    return `'[${address}]' is not an IPv6 address`;
  }
  const port = /:([0-9]+)$/.exec(registry)?.[1];
  if (port !== undefined && (Number(port) < 1 || Number(port) > 65535)) {
    return `port ${port} does not exist, expected 1 to 65535`;
  }
  return undefined;
}

function problemOfRepository(repository: string): string | undefined {
  if (repository === '') {
    return 'it names no repository, expected registry/repository[:tag][@digest]';
  }
  if (repository.length > MAX_REPOSITORY_LENGTH) {
    return `the repository has ${repository.length} characters, at most ${MAX_REPOSITORY_LENGTH} are allowed`;
  }
  if (!REPOSITORY.test(repository)) {
    return `'${repository}' is not a repository, expected lower case letters, digits and single separators (. _ __ -) between them`;
  }
  return undefined;
}

function problemOfVersion({ tag, digest }: ReferenceParts): string | undefined {
  if (tag !== undefined && !isTag(tag)) {
    return `'${tag}' is not a tag, expected 1 to 128 of A-Z a-z 0-9 _ . - with no dot or dash in front`;
  }
  return digest === undefined || isDigest(digest) ? undefined : `'${String(digest)}' is not a digest`;
}
